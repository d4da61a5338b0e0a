using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Simd;
using LeNetLab.Training;
using LeNetLab.Visualization;
using Microsoft.DotNet.Interactive.Formatting;
using StbImageSharp;
using TorchSharp;
using Xunit;

namespace LeNetLab.Tests.Visualization;

/// <summary>The film of a training: it sees the network change, and changes nothing.</summary>
[Collection(TorchCollection.Name)]
public sealed partial class TrainingFilmTests(TrainingFilmTests.Shot shot) : IClassFixture<TrainingFilmTests.Shot>
{
    private static readonly int[] Sides = [98, 43, 77, 230];

    /// <summary>A film of sixty steps.</summary>
    public sealed class Shot
    {
        private readonly ImageSet _digits = BuiltInDigits.Generate(
            500, 11, TestContext.Current.CancellationToken);

        public Shot()
        {
            NativeTorch.Load();
            (Film, Weights) = Train(filmed: true);
        }

        public TrainingFilm Film { get; }

        public float[] Weights { get; }

        public (TrainingFilm Film, float[] Weights) Train(bool filmed, ITrainingBackend? backend = null, int steps = 60)
        {
            torch.manual_seed(3);
            using var model = new LeNet5();
            var film = new TrainingFilm(model, _digits.Subset([.. Enumerable.Range(440, 60)]));
            var options = new TrainingOptions
            {
                Epochs = 2,
                BatchSize = 10,
                LearningRate = 0.003,
                Seed = 3,
                Backend = backend ?? SimdBackend.Instance,
            };
            Trainer.Fit(model, _digits.Take(5 * steps), null, options, filmed ? film : null,
                TestContext.Current.CancellationToken);
            return (film, [.. model.parameters().SelectMany(p => p.data<float>().ToArray())]);
        }
    }

    [Fact]
    public void It_keeps_24_frames_from_before_the_first_step_to_after_the_last()
    {
        Assert.Equal(24, shot.Film.Frames);
        var steps = Steps().Matches(shot.Film.ToHtml()).Select(m => int.Parse(m.Groups[1].Value,
            NumberStyles.Integer, CultureInfo.InvariantCulture)).Distinct().Order().ToList();
        Assert.Equal((24, 0, 60), (steps.Count, steps[0], steps[^1]));
        Assert.Contains("24 frames", shot.Film.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_is_filmed_ends_with_the_same_weights() =>
        Assert.Equal(shot.Train(filmed: false).Weights, shot.Weights);

    [Fact]
    public void A_short_training_in_torch_has_a_frame_for_each_step() =>
        Assert.Equal(5, shot.Train(filmed: true, TorchBackend.Instance, steps: 4).Film.Frames);

    [Fact]
    public void Every_panel_is_a_strip_of_frames_that_differ()
    {
        var strips = Strips(XElement.Parse(shot.Film.ToHtml()).Descendants("img").Select(e => e.Attribute("src")!));
        Assert.Equal(Sides.Select(side => (side, 24 * (side + 2))), strips.Select(s => (s.Width, s.Height)));
        foreach (var strip in strips)
        {
            var frames = strip.Data.Chunk(4 * strip.Width * (strip.Width + 2)).ToList();
            Assert.NotEqual(frames[0], frames[^1]);
            Assert.All(frames, frame => Assert.All(frame[^(8 * strip.Width)..], value => Assert.Equal(0, value)));
        }
    }

    [Fact]
    public void Where_no_script_runs_the_last_frame_shows()
    {
        var still = XDocument.Parse(shot.Film.ToDisplayString("image/svg+xml"));
        var strips = Strips(still.Descendants().Attributes().Where(a => a.Name.LocalName == "href"));
        Assert.Equal(Sides.Select(side => (side, side + 2)), strips.Select(s => (s.Width, s.Height)));
        Assert.Contains("Step 60:", still.Root!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("keyframes", still.Root.Value, StringComparison.Ordinal);
        Assert.All(XElement.Parse(shot.Film.ToHtml()).Descendants("img"), img => Assert.EndsWith(
            "translateY(calc(-100% * 23 / 24))", img.Attribute("style")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_asks_for_nothing_and_stays_small()
    {
        var html = shot.Film.ToHtml();
        Assert.DoesNotMatch("https?://", html);
        Assert.True(html.Length < 700_000, $"{html.Length} bytes");
        Assert.Equal(html, shot.Film.ToHtml());
    }

    [Fact]
    public void The_file_is_an_svg_that_moves_where_motion_is_allowed()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "film.svg");
        shot.Film.Save(path);
        var text = File.ReadAllText(path);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        Assert.Equal("svg", XDocument.Parse(text).Root!.Name.LocalName);
        Assert.Contains("@media(prefers-reduced-motion:no-preference){.film{", text, StringComparison.Ordinal);
        Assert.Contains("steps(23)", text, StringComparison.Ordinal);
        Assert.True(text.Length < 1_500_000, $"{text.Length} bytes");
    }

    [Fact]
    public void One_digit_is_too_few()
    {
        using var model = new LeNet5();
        var one = BuiltInDigits.Generate(1, 1, TestContext.Current.CancellationToken);
        Assert.Contains("expected at least 2 digits, found 1", Assert.Throws<ArgumentException>(
            () => new TrainingFilm(model, one)).Message, StringComparison.Ordinal);
    }

    private static List<ImageResult> Strips(IEnumerable<XAttribute> sources) =>
    [
        .. sources.Select(source => ImageResult.FromMemory(
            Convert.FromBase64String(source.Value["data:image/png;base64,".Length..]),
            ColorComponents.RedGreenBlueAlpha)),
    ];

    [GeneratedRegex("Step ([0-9]+):")]
    private static partial Regex Steps();
}
