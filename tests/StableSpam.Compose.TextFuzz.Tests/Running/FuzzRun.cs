using System.Diagnostics;
using Microsoft.CodeAnalysis;
using StableSpamCompose.TextFuzz.Tests.Inputs;
using Xunit.Abstractions;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>Gives the compiler one input after the other, as a build would: none may make it throw, hang, or emit what does not compile.</summary>
/// <param name="test">Name of the test that runs it, for who wants to run one seed again.</param>
/// <param name="make">The input of a seed.</param>
/// <param name="output">Where the counts go.</param>
internal sealed class FuzzRun(string test, Func<int, FuzzInput> make, ITestOutputHelper output)
{
    // An input that takes longer is tried again, and is too slow if it never takes less.
    private const double MostMilliseconds = 100;
    private const int Attempts = 5;

    // An input that takes so long is not waited for.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    // A thread of a compiler has no more, and no input may need more.
    private const int StackBytes = 1 << 20;

    private readonly EmittedClasses _onArrays = new(FuzzedProject.OnArrays);
    private readonly EmittedClasses _onTorchSharp = new(FuzzedProject.OnTorchSharp);
    private readonly SeedTrail _trail = new(test);
    private volatile int _seed;
    private long _began;
    private volatile string? _failure;
    private int _emitted;
    private double _slowest;
    private int _slowestSeed;

    /// <summary>Tries inputs.</summary>
    /// <param name="count">How many.</param>
    public void Try(int count)
    {
        var clock = Stopwatch.StartNew();
        Interlocked.Exchange(ref _began, Stopwatch.GetTimestamp());
        var worker = new Thread(() => TryAll(count), StackBytes) { IsBackground = true };
        worker.Start();
        while (!worker.Join(100))
        {
            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref _began)) > Hang) Fail($"It has been {Hang.TotalSeconds} s, and the compiler is not done.");
        }
        if (_failure is { } failure) Fail(failure);
        output.WriteLine($"{count} inputs from seed {FuzzSettings.FirstSeed} on in {clock.Elapsed.TotalSeconds:0} s: {_emitted} emitted, {count - _emitted} refused;");
        output.WriteLine($"{_onArrays.Compiled + _onTorchSharp.Compiled} different classes compiled; the slowest input took {_slowest:0} ms (seed {_slowestSeed}).");
        // Were all refused, or none, little would be shown.
        if (count >= 100) Assert.InRange(_emitted, count / 10, count * 9 / 10);
    }

    private void TryAll(int count)
    {
        try
        {
            for (int i = 0; i < count && _failure is null; i++)
            {
                _seed = FuzzSettings.FirstSeed + i;
                _trail.Note(_seed);
                Interlocked.Exchange(ref _began, Stopwatch.GetTimestamp());
                _failure = TryOne(_seed);
            }
            Interlocked.Exchange(ref _began, Stopwatch.GetTimestamp());
            _failure ??= _onArrays.Compile() ?? _onTorchSharp.Compile();
        }
        catch (Exception exception)
        {
            _failure = exception.ToString();
        }
    }

    private string? TryOne(int seed)
    {
        FuzzInput input = make(seed);
        FuzzedProject project = FuzzedProject.Of(input);
        (GeneratorRunResult result, double least) = Run(project, input);
        for (int attempt = 1; attempt < Attempts && least > MostMilliseconds; attempt++) least = Math.Min(least, Run(project, input).Milliseconds);
        if (least > _slowest) (_slowest, _slowestSeed) = (least, seed);
        if (least > MostMilliseconds) return $"It takes {least:0} ms.";
        if (result.GeneratedSources.Length > 0) _emitted++;
        return Verdict.Of(input, result) ?? (input.IsForTorchSharp ? _onTorchSharp : _onArrays).Add(seed, result);
    }

    private static (GeneratorRunResult Result, double Milliseconds) Run(FuzzedProject project, FuzzInput input)
    {
        double start = ProcessorTime.Milliseconds;
        GeneratorRunResult result = project.Run(input, out _);
        return (result, ProcessorTime.Milliseconds - start);
    }

    private void Fail(string failure) => Assert.Fail($"""
        Seed {_seed}: {failure}

        {make(_seed)}
        To run it again: FUZZ_SEED={_seed} FUZZ_COUNT=1 dotnet test -c Release tests/StableSpam.Compose.TextFuzz.Tests --filter {test}
        """);
}
