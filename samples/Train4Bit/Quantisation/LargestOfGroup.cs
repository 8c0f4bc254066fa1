using System.Numerics;
using StableSpamCompose.Train4Bit.Numerics;

namespace StableSpamCompose.Train4Bit.Quantisation;

/// <summary>The two numbers of a group that are kept as they are, and the magnitude of the next: the range of all others.</summary>
internal readonly unsafe struct LargestOfGroup
{
    /// <summary>Ranges are at least this, so that a group of zeros has one too.</summary>
    private const float SmallestRange = 1e-6f;

    private readonly int _first;
    private readonly int _second;
    private readonly float _firstValue;
    private readonly float _secondValue;

    /// <summary>Finds them; of equal magnitudes the earlier counts as the larger.</summary>
    public LargestOfGroup(float* x, int count)
    {
        // Below every magnitude, so that the first three numbers are taken whatever they are.
        float first = -1, second = -1, third = -1;
        _first = _second = -1;
        int i = 0;
        while (i < count)
        {
            int end = Math.Min(count, i + Vector<float>.Count);
            // Rarely does any number of a vector belong to the largest.
            if (end - i == Vector<float>.Count && !Vector.GreaterThanAny(Vector.Abs(VectorMath.Load(x + i)), new Vector<float>(third)))
            {
                i = end;
                continue;
            }
            for (; i < end; i++)
            {
                float magnitude = Math.Abs(x[i]);
                if (magnitude > first)
                {
                    (first, second, third) = (magnitude, first, second);
                    (_first, _second) = (i, _first);
                }
                else if (magnitude > second)
                {
                    (second, third) = (magnitude, second);
                    _second = i;
                }
                else if (magnitude > third)
                {
                    third = magnitude;
                }
            }
        }
        _firstValue = _first < 0 ? 0 : x[_first];
        _secondValue = _second < 0 ? 0 : x[_second];
        Range = Math.Max(SmallestRange, third);
    }

    /// <summary>The third largest magnitude, or 1e-6 where that is larger.</summary>
    public float Range { get; }

    /// <summary>Puts back the two numbers.</summary>
    public void Restore(float* x)
    {
        if (_first >= 0)
            x[_first] = _firstValue;
        if (_second >= 0)
            x[_second] = _secondValue;
    }
}
