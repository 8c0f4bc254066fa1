using System.CommandLine;
using System.CommandLine.Invocation;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using StableSpamCompose.Bench.Kernels;
using StableSpamCompose.Bench.Measuring;
using StableSpamCompose.Bench.Models;
using StableSpamCompose.Bench.Peers;
using StableSpamCompose.Bench.Reporting;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Bench.CommandLine;

/// <summary>The command line.</summary>
public static class BenchCommand
{
    /// <summary>Exit code where everything was measured.</summary>
    public const int Finished = 0;

    /// <summary>Exit code of a mistake in what the program was given.</summary>
    public const int Mistaken = 2;

    /// <summary>Runs the program.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Where the table goes.</param>
    /// <param name="errors">Where mistakes are said.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        var command = new RootCommand(
            "Times steps of optimizers against the bandwidth of memory, measured in the same rounds: 1.00 is the time that an in-place "
            + "scale of an array takes for as many bytes as the plan moves.");
        foreach (Option option in Options.All)
            command.Add(option);
        command.SetAction(parsed => Run(new OptionReader(parsed), output));

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
        catch (Exception e) when (e is BenchException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(e.Message.ReplaceLineEndings(" "));
            return Mistaken;
        }
    }

    private static int Run(OptionReader reader, TextWriter output)
    {
        if (reader.WithKernels)
        {
            BenchmarkRunner.Run<PassBenchmarks>(DefaultConfig.Instance.WithArtifactsPath(Path.Combine("artifacts", "benchmarks")));
            return Finished;
        }
        IReadOnlyList<OptimizerInfo> optimizers = reader.Optimizers();
        (int rounds, int threads) = (reader.Rounds(), reader.Threads());
        IReadOnlyList<ModelShape> models = reader.Models();
        IReadOnlyList<StorageChoice> storages = reader.Storages();
        using TorchProcess? torch = reader.WithTorch ? TorchProcess.Start(threads) : null;
        var table = new Table(output);
        table.Begin(threads, rounds, torch?.Version);
        List<Measurement> rows = [];
        foreach (ModelShape model in models)
        {
            foreach (StorageChoice storage in storages)
            {
                foreach (Measurement row in new ModelBenchmark(model, storage, threads, torch).Run(optimizers, rounds))
                {
                    table.Add(row);
                    rows.Add(row);
                }
            }
        }
        if (reader.JsonFile is { } file)
            JsonRows.Write(file, rows);
        return Finished;
    }
}
