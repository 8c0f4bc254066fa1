using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>
/// Runs a program as it is written, node by node over whole tensors, all of them together. It is the referee of every
/// backend, so it is slow and obvious, and shares nothing with them.
/// </summary>
public sealed class InterpretedOptimizer
{
    private readonly List<(InterpretedParameter Parameter, InterpretedGroup Group)> _members = [];

    /// <summary>An optimizer without parameters.</summary>
    /// <exception cref="ArgumentException">The program is not well formed.</exception>
    public InterpretedOptimizer(StepProgram program, NumberMode mode)
    {
        WellFormedness.Check(program);
        Program = program;
        Mode = mode;
    }

    /// <summary>What a step does to each parameter.</summary>
    public StepProgram Program { get; }

    /// <summary>In which numbers.</summary>
    public NumberMode Mode { get; }

    /// <summary>How many steps were taken, those that were skipped not counted.</summary>
    public long StepCount { get; private set; }

    /// <summary>Adds a parameter, before the first step or between two.</summary>
    public void Add(InterpretedParameter parameter, InterpretedGroup group)
    {
        parameter.Join(group, Program, Mode);
        _members.Add((parameter, group));
    }

    /// <summary>
    /// Takes a step: t counts on, and every parameter that has a gradient is updated. A step that the program skips leaves
    /// everything as it was.
    /// </summary>
    public void Step()
    {
        var present = Enumerable.Range(0, _members.Count).Where(ordinal => _members[ordinal].Parameter.HasGradient);
        var step = new StepEvaluation(
            Mode, Program, present.Select(ordinal => new StepInputs(Program, _members[ordinal].Parameter, _members[ordinal].Group, StepCount + 1, ordinal)));
        if (step.Tensors.Any(IsSkipped)) return;
        StepCount++;
        foreach (TensorEvaluation values in step.Tensors) Update(values.Inputs.Parameter, values);
    }

    private bool IsSkipped(TensorEvaluation values) => Program.Skip >= 0 && Condition.Holds(values[Program.Skip][0]);

    /// <summary>Stores the new values, all of which were computed from what was before the step.</summary>
    private void Update(InterpretedParameter parameter, TensorEvaluation values)
    {
        for (int slot = 0; slot < Program.States.Count; slot++)
        {
            StateSlot kept = Program.States[slot];
            double[] state = parameter.State(kept.Name);
            double[] next = values[Program.NewStates[slot]];
            double[]? random = Random(slot, values);
            for (int i = 0; i < state.Length; i++)
                state[i] = random is null ? Storage.State(Mode, kept, next[i]) : Storage.State(Mode, kept, next[i], random[i]);
        }

        double[] weight = values[Program.NewWeight];
        double[]? decides = Random(StochasticStore.Parameter, values);
        for (int i = 0; i < weight.Length; i++)
        {
            parameter.Value[i] = decides is null
                ? Storage.Number(Mode, parameter.Type, weight[i])
                : Storage.Number(Mode, parameter.Type, weight[i], decides[i]);
        }

        parameter.UpdateCount = values[Program.NewClock][0];
        parameter.WasUpdated = true;
    }

    /// <summary>What decides how a state, or the parameter, is rounded; <see langword="null"/> where it goes to the nearest.</summary>
    private double[]? Random(int slot, TensorEvaluation values) =>
        Program.RoundingOf(slot) is >= 0 and var random ? values[random] : null;
}
