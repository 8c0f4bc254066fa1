using Microsoft.CodeAnalysis;
using StableSpamCompose.TextFuzz.Tests.Inputs;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>One input, given to the compiler as it would be in an editor: on a small stack, and not for long.</summary>
internal sealed class Attempt
{
    /// <summary>A thread of a compiler has no more, and no input may need more.</summary>
    public const int StackBytes = 1 << 20;

    /// <summary>What an input may take.</summary>
    public const double MostMilliseconds = 100;

    // What takes longer than expected is tried again: another process, or the runtime's own work, was in the way.
    private const int Tries = 5;

    // What takes too long is tried more often, and is too slow if it never takes less.
    private const int TriesOfSlow = 20;

    // Time for the runtime to compile what is called often, which it does when little else goes on.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private Attempt(FuzzInput input, FuzzedProject project, double expected = MostMilliseconds)
    {
        Input = input;
        Milliseconds = double.PositiveInfinity;
        for (int i = 0; Milliseconds > expected && i < (Milliseconds > MostMilliseconds ? TriesOfSlow : Tries); i++)
        {
            if (i > 0 && Milliseconds > MostMilliseconds)
                Thread.Sleep(Pause);
            double start = ProcessorTime.Milliseconds;
            Result = project.Run(input, out Compilation compilation);
            Milliseconds = Math.Min(Milliseconds, ProcessorTime.Milliseconds - start);
            Compilation = compilation;
        }
    }

    public FuzzInput Input { get; }

    /// <summary>What the generator made.</summary>
    public GeneratorRunResult Result { get; }

    /// <summary>The project that it was run for, without what it made.</summary>
    public Compilation Compilation { get; private set; } = null!;

    /// <summary>The processor time that it took, at the least.</summary>
    public double Milliseconds { get; }

    /// <summary>Whether the input was refused.</summary>
    public bool IsRefused => Result.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>The ids of what was found, each once.</summary>
    public IEnumerable<string> Ids => Result.Diagnostics.Select(diagnostic => diagnostic.Id).Distinct();

    /// <summary>What is wrong with it, its time apart.</summary>
    public string? Wrong => Verdict.Of(Input, Result);

    /// <summary>Tries an input on this thread.</summary>
    /// <param name="input">The input.</param>
    /// <param name="expected">Milliseconds; what takes longer is tried again, so that its time is its own.</param>
    public static Attempt Here(FuzzInput input, double expected = MostMilliseconds) => new(input, FuzzedProject.Of(input), Math.Min(expected, MostMilliseconds));

    /// <summary>Tries inputs on a thread with a small stack, and has each held to its time.</summary>
    public static void Each(IEnumerable<FuzzInput> inputs, Action<Attempt> check, FuzzedProject? project = null)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() =>
        {
            foreach (FuzzInput input in inputs)
            {
                var attempt = new Attempt(input, project ?? FuzzedProject.Of(input));
                Assert.True(attempt.Wrong is null, $"{attempt.Wrong}\n{Shortened(input)}");
                Assert.True(attempt.Milliseconds <= MostMilliseconds, $"It takes {attempt.Milliseconds:0} ms.\n{Shortened(input)}");
                check(attempt);
            }
        }), StackBytes) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Patience), "The compiler is not done.");
        if (failure is not null) throw new InvalidOperationException(failure.Message, failure);
    }

    private static string Shortened(FuzzInput input) => input.ToString() is { Length: > 500 } text ? text[..500] + ".." : input.ToString();
}
