using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>
/// Runs programs as they are written, node by node over whole tensors, all of them together. It is the referee of every
/// backend, so it is slow and obvious, and shares nothing with them.
/// </summary>
public sealed class InterpretedOptimizer
{
    private readonly List<(StepProgram Program, InterpretedParameter Parameter, InterpretedGroup Group)> _members = [];

    /// <summary>An optimizer of one program, without parameters.</summary>
    /// <exception cref="ArgumentException">The program is not well formed.</exception>
    public InterpretedOptimizer(StepProgram program, NumberMode mode)
        : this([program], mode)
    {
    }

    /// <summary>An optimizer without parameters. A parameter goes by the first of <paramref name="programs"/> that is for it.</summary>
    /// <exception cref="ArgumentException">A program is not well formed.</exception>
    public InterpretedOptimizer(IEnumerable<StepProgram> programs, NumberMode mode)
    {
        Programs = [.. programs];
        foreach (StepProgram program in Programs) WellFormedness.Check(program);
        Mode = mode;
    }

    /// <summary>What a step does to each parameter, in the order in which parameters look for theirs.</summary>
    public IReadOnlyList<StepProgram> Programs { get; }

    /// <summary>In which numbers.</summary>
    public NumberMode Mode { get; }

    /// <summary>How many steps were taken, those that were skipped not counted.</summary>
    public long StepCount { get; private set; }

    /// <summary>Adds a parameter, before the first step or between two.</summary>
    public void Add(InterpretedParameter parameter, InterpretedGroup group)
    {
        StepProgram program = Programs.First(program => IsFor(program.Case, parameter));
        parameter.Join(group, program, Mode);
        _members.Add((program, parameter, group));
    }

    /// <summary>
    /// Takes a step: t counts on, and every parameter that has a gradient is updated. A step that the program skips leaves
    /// everything as it was.
    /// </summary>
    public void Step()
    {
        var present = Enumerable.Range(0, _members.Count).Where(ordinal => _members[ordinal].Parameter.HasGradient);
        var step = new StepEvaluation(
            Mode, present.Select(ordinal =>
                new StepInputs(_members[ordinal].Program, _members[ordinal].Parameter, _members[ordinal].Group, StepCount + 1, ordinal)));
        if (step.Tensors.Any(IsSkipped)) return;
        StepCount++;
        foreach (TensorEvaluation values in step.Tensors) Update(values.Inputs.Program, values.Inputs.Parameter, values);
    }

    private static bool IsSkipped(TensorEvaluation values) =>
        values.Inputs.Program.Skip is >= 0 and int skip && Condition.Holds(values[skip][0]);

    private static bool IsFor(ParameterCase which, InterpretedParameter parameter)
    {
        bool isMatrix = parameter.Shape.Length >= 2;
        bool hasShape = which.Shape == ShapeCase.Any || (which.Shape == ShapeCase.Matrix) == isMatrix;
        return hasShape && Matches(which.Match, parameter.Name);
    }

    // A '*' takes nothing, or one character and then what it may.
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (pattern.IsEmpty) return name.IsEmpty;
        if (pattern[0] == '*') return Matches(pattern[1..], name) || (!name.IsEmpty && Matches(pattern, name[1..]));
        return !name.IsEmpty && (pattern[0] == '?' || pattern[0] == name[0]) && Matches(pattern[1..], name[1..]);
    }

    /// <summary>Stores the new values, all of which were computed from what was before the step.</summary>
    private void Update(StepProgram program, InterpretedParameter parameter, TensorEvaluation values)
    {
        for (int slot = 0; slot < program.States.Count; slot++)
        {
            StateSlot kept = program.States[slot];
            double[] state = parameter.State(kept.Name);
            double[] next = values[program.NewStates[slot]];
            double[]? random = Random(slot, values);
            for (int i = 0; i < state.Length; i++)
                state[i] = random is null ? Storage.State(Mode, kept, next[i]) : Storage.State(Mode, kept, next[i], random[i]);
        }

        double[] weight = values[program.NewWeight];
        double[]? decides = Random(StochasticStore.Parameter, values);
        for (int i = 0; i < weight.Length; i++)
        {
            parameter.Value[i] = decides is null
                ? Storage.Number(Mode, parameter.Type, weight[i])
                : Storage.Number(Mode, parameter.Type, weight[i], decides[i]);
        }

        parameter.UpdateCount = values[program.NewClock][0];
        parameter.WasUpdated = true;
    }

    /// <summary>What decides how a state, or the parameter, is rounded; <see langword="null"/> where it goes to the nearest.</summary>
    private static double[]? Random(int slot, TensorEvaluation values) =>
        values.Inputs.Program.RoundingOf(slot) is >= 0 and var random ? values[random] : null;
}
