using System.Diagnostics;
using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Benchmarks;

/// <summary>The fastest that fp32 is multiplied and added here: a loop that touches registers only, on all cores at once.</summary>
internal static unsafe class PeakArithmetic
{
    private const int Iterations = 500_000;

    /// <summary>Sums that do not wait for each other: as many as a matrix product's tile has.</summary>
    private const int Sums = 12;

    /// <summary>Operations of a second, a multiply-add counting as two.</summary>
    public static double Measure(Workers workers)
    {
        float* results = stackalloc float[workers.Count];
        Run();
        long start = Stopwatch.GetTimestamp();
        Run();
        double operations = 2.0 * Sums * Vector<float>.Count * Iterations * workers.Count;
        return operations / Stopwatch.GetElapsedTime(start).TotalSeconds;

        // As many items as threads: each thread takes one, as long as none is kept from running.
        void Run()
        {
            float* to = results;
            workers.Run(workers.Count, (item, _) => to[item] = Loop(item));
        }
    }

    private static float Loop(float seed)
    {
        var factor = new Vector<float>(0.999f);
        var addend = new Vector<float>(seed);
        Vector<float> s0 = addend, s1 = addend, s2 = addend, s3 = addend, s4 = addend, s5 = addend;
        Vector<float> s6 = addend, s7 = addend, s8 = addend, s9 = addend, s10 = addend, s11 = addend;
        for (int i = 0; i < Iterations; i++)
        {
            s0 = Vector.FusedMultiplyAdd(s0, factor, addend);
            s1 = Vector.FusedMultiplyAdd(s1, factor, addend);
            s2 = Vector.FusedMultiplyAdd(s2, factor, addend);
            s3 = Vector.FusedMultiplyAdd(s3, factor, addend);
            s4 = Vector.FusedMultiplyAdd(s4, factor, addend);
            s5 = Vector.FusedMultiplyAdd(s5, factor, addend);
            s6 = Vector.FusedMultiplyAdd(s6, factor, addend);
            s7 = Vector.FusedMultiplyAdd(s7, factor, addend);
            s8 = Vector.FusedMultiplyAdd(s8, factor, addend);
            s9 = Vector.FusedMultiplyAdd(s9, factor, addend);
            s10 = Vector.FusedMultiplyAdd(s10, factor, addend);
            s11 = Vector.FusedMultiplyAdd(s11, factor, addend);
        }
        return Vector.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11);
    }
}
