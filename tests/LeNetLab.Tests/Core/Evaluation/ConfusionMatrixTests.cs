using FsCheck.Xunit;
using LeNetLab.Evaluation;
using LeNetLab.Models;
using Xunit;

namespace LeNetLab.Tests.Core.Evaluation;

public class ConfusionMatrixTests
{
    [Property]
    public void Every_figure_equals_its_count_over_the_images(int seed)
    {
        var random = new System.Random(seed);
        int classes = random.Next(1, 6), count = random.Next(0, 40);
        byte[] labels = [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(classes))];
        float[] logits = [.. Enumerable.Range(0, count * classes).Select(_ => random.NextSingle())];
        var predictions = new Predictions(logits, labels, classes);
        var matrix = ConfusionMatrix.Of(predictions);
        var pairs = labels.Select((label, i) => (Truth: (int)label, Read: predictions.Predicted(i))).ToList();

        Assert.Equal(count, matrix.Total);
        Assert.Equal(classes, matrix.Classes);
        Assert.Equal((double)pairs.Count(p => p.Truth == p.Read) / count, matrix.Accuracy);
        for (var c = 0; c < classes; c++)
        {
            int found = pairs.Count(p => p.Truth == c && p.Read == c),
                missed = pairs.Count(p => p.Truth == c && p.Read != c),
                wrong = pairs.Count(p => p.Truth != c && p.Read == c);
            Assert.Equal((double)found / (found + missed), matrix.Recall(c));
            Assert.Equal((double)found / (found + wrong), matrix.Precision(c));
            // 2·TP / (2·TP + FP + FN): a number wherever the class occurs or is read, 0 where none is found.
            Assert.Equal(2.0 * found / (2 * found + missed + wrong), matrix.F1(c), 1e-12);
            for (var read = 0; read < classes; read++)
                Assert.Equal(pairs.Count(p => p == (c, read)), matrix[c, read]);
        }

        var confusions = matrix.Confusions().ToList();
        Assert.Equal(
            pairs.Where(p => p.Truth != p.Read).ToHashSet(), confusions.Select(p => (p.Truth, p.Read)).ToHashSet());
        Assert.Equal(confusions.Select(p => p.Count).OrderDescending(), confusions.Select(p => p.Count));
        Assert.Equal(predictions.Mistakes().Count, confusions.Sum(p => p.Count));
    }

    [Fact]
    public void A_table_with_names_stands_in_columns()
    {
        // Read as 0, 1, 1, 0.
        var matrix = ConfusionMatrix.Of(new Predictions([1, 0, 0, 1, 0, 1, 1, 0], [0, 1, 0, 0], 2));
        Assert.Equal(
            """
            true \ read          cat  a long name    recall
                    cat            2            1   66.67 %
            a long name            0            1  100.00 %
            accuracy 75.00 % of 4
            """.ReplaceLineEndings("\n"), matrix.ToString(["cat", "a long name"]));
        Assert.StartsWith("true \\ read    0    1    recall\n          0    2    1   66.67 %", matrix.ToString(),
            StringComparison.Ordinal);
    }
}
