namespace NotebookRunner.Worker;

/// <summary>One part of a cell: code that runs as one submission, or one directive.</summary>
/// <param name="Kind">What sort of part.</param>
/// <param name="Text">
/// Code, led by empty lines so that its lines keep their numbers in the cell; else the directive's argument.
/// </param>
/// <param name="Line">The part's first line in the cell, from 1.</param>
/// <param name="Language">The language of code.</param>
internal sealed record CellPart(CellPartKind Kind, string Text, int Line, string Language);

internal enum CellPartKind
{
    Code,
    Import,
    Package,
    Time,
}
