using LeNetLab.Cli;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
