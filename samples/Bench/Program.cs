using StableSpamCompose.Bench.CommandLine;

return BenchCommand.Run(args, Console.Out, Console.Error);
