using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>What some parameters of one optimizer share: learning rate and hyperparameters, which may change between steps, and state.</summary>
public sealed class InterpretedGroup
{
    private readonly Dictionary<string, double> _hyperparameters = [];
    private readonly Dictionary<(int Chain, string Name), double[]> _states = [];

    /// <summary>A group with the program's defaults, which all programs of an optimizer share, and fresh state.</summary>
    public InterpretedGroup(StepProgram program)
    {
        LearningRate = program.LearningRate.Default.Value;
        foreach (HyperparameterSlot hyperparameter in program.Hyperparameters)
        {
            _hyperparameters.Add(hyperparameter.Name, hyperparameter.Default.Value);
        }
    }

    /// <summary>The learning rate.</summary>
    public double LearningRate { get; set; }

    /// <summary>The hyperparameter named <paramref name="hyperparameter"/>. Ranges are the host's to check.</summary>
    public double this[string hyperparameter]
    {
        get => _hyperparameters.TryGetValue(hyperparameter, out double value) ? value : throw Unknown(hyperparameter);
        set => _hyperparameters[hyperparameter] = _hyperparameters.ContainsKey(hyperparameter) ? value : throw Unknown(hyperparameter);
    }

    /// <summary>The one number of a group state, not a copy; the parameters on each chain have their own.</summary>
    internal double[] State(int chain, StateSlot state)
    {
        if (!_states.TryGetValue((chain, state.Name), out double[]? value)) _states.Add((chain, state.Name), value = [state.Initial]);
        return value;
    }

    private ArgumentException Unknown(string hyperparameter) =>
        new(
            $"There is no hyperparameter '{hyperparameter}'; there are: {string.Join(", ", _hyperparameters.Keys)}.",
            nameof(hyperparameter));
}
