using Spectre.Console;
using StableSpamCompose.Train4Bit.CommandLine;

using var stop = new StopRequest();
IAnsiConsole? terminal = Console.IsOutputRedirected ? null : AnsiConsole.Console;
return TrainCommand.Run(args, Console.Out, Console.Error, terminal, stop.Token);
