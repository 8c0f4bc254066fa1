using StableSpamCompose.Bench.Models;

namespace StableSpamCompose.Bench.Measuring;

/// <summary>
/// Times contenders in turn, round after round, so that what else the machine does falls on all of them alike; ratios are taken
/// within a round and then the median of the rounds.
/// </summary>
internal sealed class PairedRounds
{
    private const int FewestWarmUps = 3;

    /// <summary>Code that is called often is compiled anew in the background, which takes a moment.</summary>
    private const double LeastWarmUp = 0.5;

    /// <summary>A turn shorter than this is repeated until it is about this long.</summary>
    private const double ShortestTurn = 0.02;

    private readonly InPlaceScale _scale;
    private readonly IContender? _adamW;
    private readonly IContender[] _all;

    /// <param name="scale">The bandwidth to compare with.</param>
    /// <param name="adamW">The optimizer to compare with; null for none.</param>
    /// <param name="others">All others.</param>
    public PairedRounds(InPlaceScale scale, IContender? adamW, IEnumerable<IContender> others)
    {
        _scale = scale;
        _adamW = adamW;
        _all = [scale, .. adamW is null ? [] : (IContender[])[adamW], .. others];
    }

    /// <summary>Runs the rounds.</summary>
    /// <param name="rounds">How many count.</param>
    /// <param name="memory">What is stepped.</param>
    /// <param name="name">The model's name in tables.</param>
    /// <param name="elements">Its parameters.</param>
    public IEnumerable<Measurement> Run(int rounds, ModelMemory memory, string name, long elements)
    {
        int[] times = Array.ConvertAll(_all, WarmUp);
        double[][] seconds = Array.ConvertAll(_all, _ => new double[rounds]);
        for (int round = 0; round < rounds; round++)
        {
            memory.MoveSpikes();
            for (int i = 0; i < _all.Length; i++)
                seconds[i][round] = Turn(_all[i], times[i]);
        }
        for (int i = 1; i < _all.Length; i++)
        {
            IContender contender = _all[i];
            double[] own = seconds[i];
            double? bandwidth = contender.BytesPerElement is { } bytes
                ? Spread.Of(own.Zip(seconds[0], (time, scale) => time / (bytes * elements * scale / _scale.Bytes))).Median
                : null;
            double? adamW = _adamW is not null ? Spread.Of(own.Zip(seconds[1], (time, other) => time / other)).Median : null;
            yield return new Measurement(contender.Name, name, Spread.Of(own), elements, contender.BytesPerElement, bandwidth, adamW);
        }
    }

    /// <summary>Runs a contender until its code is compiled as it will stay and its memory is there.</summary>
    /// <returns>How often it is to run in a turn.</returns>
    private static int WarmUp(IContender contender)
    {
        double spent = 0, fastest = double.PositiveInfinity;
        for (int run = 0; run < FewestWarmUps || spent < LeastWarmUp; run++)
        {
            double seconds = contender.Seconds(1);
            spent += seconds;
            fastest = Math.Min(fastest, seconds);
        }
        return Math.Max(1, (int)(ShortestTurn / fastest));
    }

    /// <summary>A turn. What is repeated in it is to find its memory as it left it, not as the turn before did.</summary>
    private static double Turn(IContender contender, int times)
    {
        if (times > 1)
            contender.Seconds(1);
        return contender.Seconds(times);
    }
}
