using NotebookRunner;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
