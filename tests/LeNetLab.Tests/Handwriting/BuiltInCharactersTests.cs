using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using LeNetLab.Handwriting.Drawing;
using Xunit;

namespace LeNetLab.Tests.Handwriting;

public class BuiltInCharactersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names =>
        [.. DataSetCatalog.All.Where(set => set.Characters is not null).Select(set => set.Folder)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_set_of_characters_can_be_drawn_with_its_classes(string name)
    {
        var set = DataSetCatalog.Find(name)!;
        var drawn = BuiltInCharacters.Generate(set, 3 * set.Classes, 7, Token);
        Assert.Equal(Enumerable.Repeat(3, set.Classes), drawn.CountPerClass());
        Assert.Equal(set.ClassNames, drawn.ClassNames);
        var more = BuiltInCharacters.Generate(set, 4 * set.Classes + 1, 7, Token);
        Assert.True(more.Pixels[..drawn.Pixels.Length].Span.SequenceEqual(drawn.Pixels.Span));
        Assert.False(
            BuiltInCharacters.Generate(set, 3 * set.Classes, 8, Token).Pixels.Span.SequenceEqual(drawn.Pixels.Span));
    }

    /// <summary>The box of EMNIST: 24 pixels and one of blur on each side, centred to half a pixel.</summary>
    [Fact]
    public void Every_character_fills_the_field_as_in_emnist()
    {
        var drawn = BuiltInCharacters.Generate(DataSetCatalog.EmnistByClass, 620, 3, Token);
        for (var i = 0; i < drawn.Count; i++)
        {
            var image = drawn.Image(i).ToArray();
            var ink = Enumerable.Range(0, image.Length).Where(p => image[p] > 0).ToList();
            var (top, bottom) = (ink.Min(p => p / 28), ink.Max(p => p / 28));
            var (left, right) = (ink.Min(p => p % 28), ink.Max(p => p % 28));
            Assert.InRange(Math.Max(bottom - top, right - left) + 1, 24, 26);
            Assert.InRange(top + bottom, 25, 29);
            Assert.InRange(left + right, 25, 29);
        }
    }

    [Fact]
    public void Every_letter_has_a_form_and_none_is_too_long_to_be_written()
    {
        for (var letter = 'A'; letter <= 'Z'; letter++)
        {
            Assert.NotEmpty(LetterForms.Of(letter));
            Assert.NotEmpty(LetterForms.Of(char.ToLowerInvariant(letter)));
            Assert.All(LetterForms.Of(letter).Concat(LetterForms.Of(char.ToLowerInvariant(letter))), form =>
            {
                Assert.InRange(form.PointCount * 6 + 1, 1, PenStrokes.Capacity);
                Assert.All(form.StrokeEnds.Prepend(0).Zip(form.StrokeEnds),
                    stroke => Assert.True(stroke.Second - stroke.First >= 2));
            });
        }

        // Those with a class of their own look unlike their capitals.
        Assert.All("abdefghnqrt",
            small => Assert.NotSame(LetterForms.Of(char.ToUpperInvariant(small)), LetterForms.Of(small)));
    }

    [Fact]
    public void What_is_no_character_is_not_drawn()
    {
        var e = Assert.Throws<ArgumentException>(
            () => BuiltInCharacters.Generate(DataSetCatalog.FashionMnist, 10, 1, Token));
        Assert.Contains("Fashion-MNIST", e.Message, StringComparison.Ordinal);
    }
}
