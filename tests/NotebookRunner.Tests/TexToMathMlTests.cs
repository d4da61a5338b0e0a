using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using NotebookPages.Rendering;

namespace NotebookRunner.Tests;

/// <summary>Formulas: well-formed MathML, or the source where it cannot be done.</summary>
public sealed class TexToMathMlTests
{
    [Theory]
    [InlineData("x^2", "<msup><mi>x</mi><mn>2</mn></msup>")]
    [InlineData("x_{ij}", "<msub><mi>x</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>")]
    [InlineData("W_1^{(2)}", "<msubsup>")]
    [InlineData(@"\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>")]
    [InlineData(@"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>")]
    [InlineData(@"\sqrt{x}", "<msqrt>")]
    [InlineData(@"\alpha \times \Omega", "<mi>α</mi><mo stretchy=\"false\">×</mo><mi>Ω</mi>")]
    [InlineData(@"t_\text{group}", "<msub><mi>t</mi><mtext>group</mtext></msub>")]
    [InlineData(@"\text{if } x", "<mtext>if\u00a0</mtext>")]
    [InlineData(@"\left( \frac{a}{b} \right)", "<mo fence=\"true\" stretchy=\"true\">(</mo>")]
    [InlineData(@"\left\lVert w \right.", "‖")]
    [InlineData(@"\lceil g / w \rceil \cdot 2\,t", "<mo stretchy=\"false\">⌉</mo>")]
    [InlineData(@"y_D \qquad E_9", "<mspace width=\"2em\"/>")]
    [InlineData(@"\frac{\partial E}{\partial w_{ij}}", "∂")]
    [InlineData("1{,}516 - 3.14", "<mo>−</mo><mn>3.14</mn>")]
    [InlineData("f'(x) < 1", "<mo>&lt;</mo>")]
    [InlineData(@"-\ln p", "<mi>ln</mi><mspace width=\"0.167em\"/><mi>p</mi>")]
    [InlineData(@"\log\left(e^{-j} + \sum_i e^{-y_i}\right)", "<mi>log</mi><mrow><mo fence")]
    [InlineData("x^12", "<msup><mi>x</mi><mn>1</mn></msup><mn>2</mn>")]
    [InlineData("x^😀", "<msup><mi>x</mi><mi>😀</mi></msup>")]
    [InlineData(@"\{0, \dots, 9\}", "{")]
    public void WhatIsKnownBecomesMathMl(string tex, string part)
    {
        var html = TexToMathMl.Convert(tex, display: false);

        Assert.StartsWith("<math>", html, StringComparison.Ordinal);
        Assert.Contains(part, html, StringComparison.Ordinal);
        AssertWellFormed(html);
    }

    [Fact]
    public void LimitsStandAboveAndBelowInADisplayedSum()
    {
        const string Sum = @"\sum_{i=1}^n x_i";

        Assert.Contains("<munderover>", TexToMathMl.Convert(Sum, display: true), StringComparison.Ordinal);
        Assert.Contains("<msubsup>", TexToMathMl.Convert(Sum, display: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"\unknown{x}")]
    [InlineData("x^")]
    [InlineData("{x")]
    [InlineData("x}")]
    [InlineData("a_b_c")]
    [InlineData(@"\left( x")]
    [InlineData(@"\begin{tabular} x")]
    [InlineData(@"\frac{1}")]
    [InlineData(@"\sqrt[3]{x}")]
    [InlineData(@"\mathbb{R}")]
    [InlineData(@"\begin{tabular} x & x > 0 \\ 0 & \text{otherwise} \end{tabular}")]
    [InlineData(@"\begin{eqnarray} a &= b \\ c &= d \end{eqnarray}")]
    public void WhatIsNotKnownIsShownAsItsSource(string tex)
    {
        var html = TexToMathMl.Convert(tex, display: false);

        Assert.Equal($"<code class=\"tex\">{System.Net.WebUtility.HtmlEncode(tex)}</code>", html);
    }

    [Fact]
    public void AnySequenceOfPiecesGivesWellFormedMarkup()
    {
        var pieces = Gen.Elements(
            "x", "12", "1.5", "^", "_", "{", "}", "\\frac", "\\sqrt", "[", "]", "\\alpha", "\\sum", "\\left(",
            "\\right)", "<", "&", "'", "\\\\", "\\text{a<b}", "\\hat", "\\begin{tabular}", "\\", "$", "\\{", "\\log",
            " ", "😀", "\\,", "\"");
        Prop.ForAll(Arb.From(pieces.ListOf()), list =>
        {
            AssertWellFormed(TexToMathMl.Convert(string.Concat(list), display: true));
        }).QuickCheckThrowOnFailure();
    }

    private static void AssertWellFormed(string html) => XElement.Parse(html);
}
