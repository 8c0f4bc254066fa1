using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StableSpamCompose.Execution;

/// <summary>
/// The step values of one step. They are computed once for all parameters whose group, clock and step states agree, which
/// for most optimizers is once for a whole group.
/// </summary>
internal sealed unsafe class StepTable<TProgram, TStep, TTensor>(int stepStates)
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    private const int Empty = -1;

    private int _count;
    private int[] _buckets = [];
    private StepParameter[] _examples = [];
    private TStep[] _values = [];
    private double[] _clocks = [];
    private double[] _newStates = [];

    /// <summary>How many entries there are.</summary>
    public int Count => _count;

    /// <summary>Makes room for as many entries as there are parameters.</summary>
    public void Reserve(int parameters)
    {
        _buckets = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * parameters, 2))];
        _examples = new StepParameter[parameters];
        _values = GC.AllocateArray<TStep>(parameters, pinned: true);
        _clocks = new double[parameters];
        _newStates = Pinned.Doubles(checked(parameters * stepStates));
        Clear();
    }

    /// <summary>Forgets all entries, for the next step.</summary>
    public void Clear()
    {
        _count = 0;
        _buckets.AsSpan().Fill(Empty);
    }

    /// <summary>The step values of an entry, in memory that does not move.</summary>
    public TStep* Value(int entry) => (TStep*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values)) + entry;

    /// <summary>Finds the entry that holds for <paramref name="parameter"/> in step number <paramref name="stepClock"/>, or computes it.</summary>
    public int Resolve(StepParameter parameter, double stepClock)
    {
        // Mostly it is that of the parameter before.
        if (_count > 0 && Agree(_examples[_count - 1], parameter))
            return _count - 1;
        int mask = _buckets.Length - 1;
        int bucket = Hash(parameter) & mask;
        for (; _buckets[bucket] != Empty; bucket = (bucket + 1) & mask)
        {
            if (Agree(_examples[_buckets[bucket]], parameter))
                return _buckets[bucket];
        }
        int entry = _count++;
        _buckets[bucket] = entry;
        _examples[entry] = parameter;
        Compute(entry, parameter, stepClock);
        return entry;
    }

    /// <summary>Gives <paramref name="parameter"/> the clock and the step states that its entry leaves behind.</summary>
    public void Commit(StepParameter parameter) =>
        parameter.Commit(
            _clocks[parameter.StepEntry], _newStates.AsSpan(parameter.StepEntry * stepStates, stepStates));

    private void Compute(int entry, StepParameter parameter, double stepClock)
    {
        var inputs = new StepInputs
        {
            LearningRate = parameter.Group.LearningRate,
            StepClock = stepClock,
            UpdateClock = parameter.UpdateClock + 1,
            FirstUpdate = !parameter.IsUpdated,
            Hyperparameters = parameter.Group.Pointer,
            States = parameter.StepStates,
        };
        var outputs = new StepOutputs
        {
            UpdateClock = inputs.UpdateClock,
            States = Pinned.Pointer(_newStates) + (entry * stepStates),
        };
        TProgram.ComputeStep(in inputs, ref outputs, out *Value(entry));
        _clocks[entry] = outputs.UpdateClock;
    }

    private static int Hash(StepParameter parameter)
    {
        var hash = default(HashCode);
        hash.Add(RuntimeHelpers.GetHashCode(parameter.Group));
        hash.Add(BitConverter.DoubleToInt64Bits(parameter.UpdateClock));
        foreach (double state in parameter.StepStateValues)
            hash.Add(BitConverter.DoubleToInt64Bits(state));
        return hash.ToHashCode();
    }

    private bool Agree(StepParameter left, StepParameter right) =>
        left.Group == right.Group
        && left.IsUpdated == right.IsUpdated
        && BitConverter.DoubleToInt64Bits(left.UpdateClock) == BitConverter.DoubleToInt64Bits(right.UpdateClock)
        && (stepStates == 0 || MemoryMarshal.AsBytes(left.StepStateValues).SequenceEqual(MemoryMarshal.AsBytes(right.StepStateValues)));
}
