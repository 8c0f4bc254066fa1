using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>
/// Runs a program as it is written, node by node over whole tensors. It is the referee of every backend, so it is slow and
/// obvious, and shares nothing with them.
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

    /// <summary>How many steps were taken.</summary>
    public long StepCount { get; private set; }

    /// <summary>Adds a parameter, before the first step or between two.</summary>
    public void Add(InterpretedParameter parameter, InterpretedGroup group)
    {
        parameter.Join(Program, Mode);
        _members.Add((parameter, group));
    }

    /// <summary>Takes a step: t counts on, and every parameter that has a gradient is updated.</summary>
    public void Step()
    {
        StepCount++;
        foreach ((InterpretedParameter parameter, InterpretedGroup group) in _members)
        {
            if (parameter.HasGradient) Update(parameter, group);
        }
    }

    /// <summary>Computes every value from what was before the step, and only then stores the new ones.</summary>
    private void Update(InterpretedParameter parameter, InterpretedGroup group)
    {
        var values = new StepEvaluation(Mode, new StepInputs(Program, parameter, group, StepCount));

        for (int slot = 0; slot < Program.States.Count; slot++)
        {
            Scope scope = Program.States[slot].Scope;
            double[] state = parameter.State(Program.States[slot].Name);
            double[] next = values[Program.NewStates[slot]];
            for (int i = 0; i < state.Length; i++) state[i] = Storage.State(Mode, scope, next[i]);
        }

        double[] weight = values[Program.NewWeight];
        for (int i = 0; i < weight.Length; i++) parameter.Value[i] = Storage.Number(Mode, parameter.Type, weight[i]);

        parameter.UpdateCount = values[Program.NewClock][0];
        parameter.WasUpdated = true;
    }
}
