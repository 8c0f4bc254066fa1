using System.Diagnostics;

namespace StableSpamCompose.Train4Bit.Training;

/// <summary>How fast steps are taken, and how long the rest will take at that.</summary>
/// <param name="tokensPerStep">Tokens of a step.</param>
/// <param name="steps">The steps to be taken.</param>
internal sealed class Pace(int tokensPerStep, long steps)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _left = steps;
    private long _taken;

    /// <summary>Tokens of a second so far.</summary>
    public double TokensPerSecond => tokensPerStep * _taken / Math.Max(1e-9, Elapsed.TotalSeconds);

    /// <summary>The time that the rest will take.</summary>
    public TimeSpan Left => _taken == 0 ? TimeSpan.Zero : Elapsed * ((double)_left / _taken);

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>A step was taken.</summary>
    public void Count()
    {
        _taken++;
        _left--;
    }

    /// <summary>Steps need not be taken any more.</summary>
    public void Skip(int steps) => _left -= steps;
}
