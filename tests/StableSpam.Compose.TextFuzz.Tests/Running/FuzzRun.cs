using System.Diagnostics;
using StableSpamCompose.TextFuzz.Tests.Inputs;
using Xunit.Abstractions;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>Gives the compiler one input after the other, as a build would: none may make it throw, hang, or emit what does not compile.</summary>
/// <param name="test">Name of the test that runs it, for who wants to run one seed again.</param>
/// <param name="make">The input of a seed.</param>
/// <param name="output">Where the counts go.</param>
internal sealed class FuzzRun(string test, Func<int, FuzzInput> make, ITestOutputHelper output)
{
    // An input that takes so long is not waited for. The first one waits for the compiler itself to be compiled.
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(5);

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
        var worker = new Thread(() => TryAll(count), Attempt.StackBytes) { IsBackground = true };
        worker.Start();
        while (!worker.Join(100))
        {
            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref _began)) > Hang) Fail($"It has been {Hang.TotalMinutes} minutes, and the compiler is not done.");
        }
        if (_failure is { } failure) Fail(failure);
        output.WriteLine($"{count} inputs from seed {FuzzSettings.FirstSeed} on in {clock.Elapsed.TotalSeconds:0} s: {_emitted} emitted, {count - _emitted} refused;");
        output.WriteLine($"{_onArrays.Compiled + _onTorchSharp.Compiled} different classes compiled; the slowest input took {_slowest:0} ms (seed {_slowestSeed}), and the process {Environment.WorkingSet >> 20} MB.");
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
            _failure ??= OfSeed(_onArrays.Compile() ?? _onTorchSharp.Compile());
        }
        catch (Exception exception)
        {
            _failure = exception.ToString();
        }
    }

    private string? TryOne(int seed)
    {
        Attempt attempt = Attempt.Here(make(seed), expected: _slowest);
        if (attempt.Milliseconds > _slowest) (_slowest, _slowestSeed) = (attempt.Milliseconds, seed);
        if (attempt.Milliseconds > Attempt.MostMilliseconds) return $"It takes {attempt.Milliseconds:0} ms.";
        if (attempt.Result.GeneratedSources.Length > 0) _emitted++;
        if (attempt.Wrong is { } wrong) return wrong;
        // Recipes have classes of their own, of which many are compiled at once.
        if (attempt.Input.Files.Any(file => file.IsCSharp)) return AttributedClasses.Verdict(attempt.Compilation, attempt.Result);
        return OfSeed((attempt.Input.IsForTorchSharp ? _onTorchSharp : _onArrays).Add(seed, attempt.Result));
    }

    // What is compiled together with others may be of an earlier seed.
    private string? OfSeed((int Seed, string Wrong)? found)
    {
        if (found is { } slip) _seed = slip.Seed;
        return found?.Wrong;
    }

    private void Fail(string failure) => Assert.Fail($"""
        Seed {_seed}: {failure}

        {make(_seed)}
        To run it again: FUZZ_SEED={_seed} FUZZ_COUNT=1 dotnet test -c Release tests/StableSpam.Compose.TextFuzz.Tests --filter {test}
        """);
}
