using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using StableSpamCompose.Cuda;

namespace StableSpamCompose.Replay;

/// <summary>The command line.</summary>
public static class ReplayCommand
{
    /// <summary>Exit code where the run agrees.</summary>
    public const int Agreed = 0;

    /// <summary>Exit code where it does not.</summary>
    public const int Disagreed = 1;

    /// <summary>Exit code of a mistake in what the program was given.</summary>
    public const int Mistaken = 2;

    /// <summary>Exit code where a CUDA device is asked for and there is none.</summary>
    public const int NoDevice = 3;

    private const long DefaultElements = 32 << 20;

    private static readonly Option<string?> ProblemFile = new("--problem")
    {
        Description = "The problem: tensors and gradients, as JSON.", HelpName = "FILE",
    };

    private static readonly Option<string?> CaseFile = new("--case")
    {
        Description = "The recorded trajectory to compare with, as JSON.", HelpName = "FILE",
    };

    private static readonly Option<string?> OptimizerName = new("--optimizer")
    {
        Description = "An optimizer of the library.", HelpName = "NAME",
    };

    private static readonly Option<string?> RecipeFile = new("--recipe")
    {
        Description = "A recipe to compile and run instead of one of the library.", HelpName = "FILE",
    };

    private static readonly Option<string[]> Settings = new("--set")
    {
        Description = "A hyperparameter or lr; may be repeated.", HelpName = "NAME=NUMBER",
    };

    private static readonly Option<string[]> Blocks = new("--block")
    {
        Description = "The elements of a block, for optimizers of blocks, in tensors of a name (* and ? stand for any); may be repeated.",
        HelpName = "PATTERN=LENGTH",
    };

    private static readonly Option<string[]> Groups = new("--group")
    {
        Description = "Settings of the tensors of a name (* and ? stand for any), which are a param group; may be repeated.",
        HelpName = "PATTERN:NAME=NUMBER,..",
    };

    private static readonly Option<string?> Backend = new("--backend")
    {
        Description = "What runs it: cpu (default) or cuda, compared in fp32, or interpreter, compared in double.", HelpName = "cpu|cuda|interpreter",
    };

    private static readonly Option<string?> Threads = new("--threads")
    {
        Description = "Threads of the cpu backend.", HelpName = "N",
    };

    private static readonly Option<string?> Elements = new("--elements")
    {
        Description = "Elements that steps are timed with on the cuda backend, without a problem.", HelpName = "N",
    };

    private static readonly Option<bool> List = new("--list")
    {
        Description = "Print every optimizer with its hyperparameters, their defaults and ranges.",
    };

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        var report = new Report(output, errors);
        ParseResult parsed = Command(report).Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            report.Mistake($"{parsed.Errors[0].Message.ReplaceLineEndings(" ")} See --help.");
            return Mistaken;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        }
        catch (ReplayException e)
        {
            report.Mistake(e.Message);
            return Mistaken;
        }
        catch (CudaException e)
        {
            report.Mistake($"--backend cuda: {e.Message}");
            return NoDevice;
        }
    }

    private static RootCommand Command(Report report)
    {
        var command = new RootCommand(
            "Runs an optimizer over fixed gradients and compares it with what a published program computed. "
            + "Without a problem it replays a bundled one; on a CUDA device all recorded cases, and times steps. "
            + "Exits 0 where they agree, 1 where not, 2 on a mistake, 3 without a CUDA device.")
        {
            ProblemFile, CaseFile, OptimizerName, RecipeFile, Settings, Blocks, Groups, Backend, Threads, Elements, List,
        };
        command.SetAction(parsed => parsed.GetValue(List) ? PrintList(report) : Replay(parsed, report));
        return command;
    }

    private static int PrintList(Report report)
    {
        report.List(Backends.Library);
        return Agreed;
    }

    private static int Replay(ParseResult parsed, Report report)
    {
        bool isCuda = parsed.GetValue(Backend) == "cuda";
        if (isCuda && parsed.GetValue(Threads) is not null)
            throw new ReplayException("--threads: a CUDA device has its own; leave --threads out.");
        if (!isCuda && parsed.GetValue(Elements) is not null)
            throw new ReplayException("--elements: only steps on a CUDA device are timed; add --backend cuda or leave --elements out.");
        using CudaDevice? device = isCuda ? new CudaDevice() : null;
        if (device is not null && parsed.GetValue(ProblemFile) is null && parsed.GetValue(CaseFile) is null && parsed.GetValue(OptimizerName) is null && parsed.GetValue(RecipeFile) is null)
            return new CudaSelfTest(device, report).Run(ElementCount(parsed.GetValue(Elements))) ? Agreed : Disagreed;

        (Problem problem, Trajectory trajectory, OptimizerChoice choice) = Inputs(parsed);
        using IBackend backend = Start(parsed, problem, choice, device);

        report.Begin(choice, trajectory, backend.Precision);
        double largest = 0;
        bool agrees = true;
        foreach (CheckpointAgreement checkpoint in Comparison.Run(problem, trajectory, backend))
        {
            report.Checkpoint(checkpoint);
            largest = Math.Max(largest, checkpoint.Ratio);
            agrees &= checkpoint.Agrees;
        }

        report.End(largest, agrees);
        if (backend is CudaBackend cuda)
            report.Launches(cuda.Launches);
        return agrees ? Agreed : Disagreed;
    }

    private static (Problem, Trajectory, OptimizerChoice) Inputs(ParseResult parsed)
    {
        string[] settings = parsed.GetValue(Settings) ?? [];
        switch (parsed.GetValue(ProblemFile), parsed.GetValue(CaseFile), parsed.GetValue(OptimizerName), parsed.GetValue(RecipeFile))
        {
            case (null, null, null, null) when settings.Length == 0:
                return Inputs(
                    BundledCase.ProblemFile,
                    BundledCase.CaseFile,
                    OptimizerChoice.FromLibrary(BundledCase.Optimizer, BundledCase.Settings));
            case (string problem, string @case, string name, null):
                return Inputs(problem, @case, OptimizerChoice.FromLibrary(name, settings));
            case (string problem, string @case, var name, string recipe):
                return Inputs(problem, @case, OptimizerChoice.FromRecipe(recipe, name, settings));
            default:
                throw new ReplayException(
                    "Give --problem, --case and one of --optimizer and --recipe; or neither these nor --set, for the bundled case.");
        }
    }

    private static (Problem, Trajectory, OptimizerChoice) Inputs(string problemFile, string caseFile, OptimizerChoice choice)
    {
        Problem problem = Problem.Read(problemFile);
        return (problem, Trajectory.Read(caseFile, problem), choice);
    }

    private static IBackend Start(ParseResult parsed, Problem problem, OptimizerChoice choice, CudaDevice? device)
    {
        var arrangement = new Arrangement(
            problem,
            choice.Settings,
            ByPattern("--block", parsed.GetValue(Blocks), '=', BlockLength),
            ByPattern("--group", parsed.GetValue(Groups), ':', text => OptimizerChoice.ReadSettings("--group", text.Split(','), choice.Optimizer)));
        string? threads = parsed.GetValue(Threads);
        switch (parsed.GetValue(Backend))
        {
            case null or "cpu":
                return Backends.Cpu(problem, choice, arrangement, threads is null ? null : ThreadCount(threads));
            case "cuda":
                return new CudaBackend(problem, choice.Optimizer, arrangement, device!);
            case "interpreter" when threads is null:
                return Backends.Interpreter(problem, choice, arrangement);
            case "interpreter":
                throw new ReplayException("--threads: the interpreter runs on one thread; leave --threads out.");
            case string other:
                throw new ReplayException($"--backend {other}: there is no such backend; there are cpu, cuda and interpreter.");
        }
    }

    private static Dictionary<string, T> ByPattern<T>(string option, string[]? texts, char separator, Func<string, T> read)
    {
        var values = new Dictionary<string, T>();
        foreach (string text in texts ?? [])
        {
            int end = text.IndexOf(separator);
            if (end < 1)
                throw new ReplayException($"{option} {text}: write a pattern, '{separator}' and what holds for it.");
            if (!values.TryAdd(text[..end], read(text[(end + 1)..])))
                throw new ReplayException($"{option} {text}: the pattern is given twice; keep one.");
        }

        return values;
    }

    private static long BlockLength(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length) && length > 0
            ? length
            : throw new ReplayException($"--block {text}: a length is a whole number above 0.");

    private static long ElementCount(string? text) =>
        text is null ? DefaultElements
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long elements) && elements > 0
            ? elements
            : throw new ReplayException($"--elements {text}: write a whole number above 0.");

    private static int ThreadCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads is >= 1 and <= 1024
            ? threads
            : throw new ReplayException($"--threads {text}: write a whole number from 1 to 1024.");
}
