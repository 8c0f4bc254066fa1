using System.CommandLine;
using System.CommandLine.Invocation;
using Spectre.Console;
using StableSpamCompose.Plans;
using StableSpamCompose.Train4Bit.Benchmarks;
using StableSpamCompose.Train4Bit.Display;
using StableSpamCompose.Train4Bit.Numerics;
using StableSpamCompose.Train4Bit.Reporting;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.CommandLine;

/// <summary>The command line.</summary>
public static class TrainCommand
{
    /// <summary>Exit code where all runs are finished.</summary>
    public const int Finished = 0;

    /// <summary>Exit code of a mistake in what the program was given.</summary>
    public const int Mistaken = 2;

    /// <summary>Exit code where the program was stopped: a checkpoint is there.</summary>
    public const int Stopped = 130;

    /// <summary>Runs the program.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Where lines go.</param>
    /// <param name="errors">Where mistakes are said.</param>
    /// <param name="terminal">Where a live picture can be shown; <see langword="null"/> for lines only.</param>
    /// <param name="stop">Stops the training after its step.</param>
    /// <returns>The exit code.</returns>
    public static int Run(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, IAnsiConsole? terminal, CancellationToken stop)
    {
        var command = new RootCommand(
            "Trains small LLaMAs whose linear layers are rounded to few bits, and compares optimizers. Without options it compares "
            + "Adam and Stable-SPAM in FP4, in about five minutes on two cores. Exits 0 when finished, 130 when stopped, 2 on a mistake.");
        foreach (Option option in Options.All)
            command.Add(option);
        command.SetAction(parsed => Run(parsed, output, terminal, stop));

        ParseResult parsed = command.Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            errors.WriteLine($"{parsed.Errors[0].Message.ReplaceLineEndings(" ")} See --help.");
            return Mistaken;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        }
        catch (TrainException e)
        {
            errors.WriteLine(e.Message);
            return Mistaken;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk, or a folder that was taken away while training.
            errors.WriteLine(e.Message.ReplaceLineEndings(" "));
            return Mistaken;
        }
    }

    private static int Run(ParseResult parsed, TextWriter output, IAnsiConsole? terminal, CancellationToken stop)
    {
        var reader = new OptionReader(parsed);
        IReadOnlyList<OptimizerInfo> optimizers = reader.Optimizers();
        SessionSettings settings = reader.Settings();
        IReadOnlyList<RunChoice> choices = reader.Choices(optimizers);
        var workers = new Workers(reader.Threads());
        if (parsed.GetValue(Options.Bench))
        {
            var benchmark = new Benchmark(workers, output);
            benchmark.Products();
            benchmark.TrainingSteps(settings, choices[0].Precision, optimizers);
            return Finished;
        }

        OutputFolder.Prepare(reader.Folder);
        var session = new Session(workers, settings, choices, reader.Folder, reader.CheckpointEvery());
        if (parsed.GetValue(Options.Resume))
            session.Resume();
        else
            session.Begin();

        ITrainingDisplay display = terminal is null ? new PlainDisplay(output) : new TerminalDisplay(terminal);
        bool isFinished = false;
        display.Show(() => isFinished = session.Run(display, stop));

        IReadOnlyList<RunResult> results = session.Results;
        SummaryTable.Print(results, output);
        if (!isFinished)
        {
            output.WriteLine("Stopped, with a checkpoint: the same command with --resume goes on.");
            return Stopped;
        }
        string report = Path.GetFullPath(Path.Combine(reader.Folder, ReportPage.Name));
        File.WriteAllText(report, new ReportPage(settings, optimizers, results).Html());
        output.WriteLine($"Report: {report}");
        return Finished;
    }
}
