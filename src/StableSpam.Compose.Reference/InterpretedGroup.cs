using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>What some parameters of one optimizer share: learning rate and hyperparameters, which may change between steps, and state.</summary>
public sealed class InterpretedGroup
{
    private readonly Dictionary<string, double> _hyperparameters = [];
    private readonly Dictionary<string, double[]> _states = [];

    /// <summary>A group with the program's defaults and fresh state.</summary>
    public InterpretedGroup(StepProgram program)
    {
        LearningRate = program.LearningRate.Default.Value;
        foreach (HyperparameterSlot hyperparameter in program.Hyperparameters)
        {
            _hyperparameters.Add(hyperparameter.Name, hyperparameter.Default.Value);
        }
        foreach (StateSlot state in program.States.Where(state => state.Scope == Scope.Group))
        {
            _states.Add(state.Name, [state.Initial]);
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

    /// <summary>The one number of the group state saved as <paramref name="name"/>, not a copy.</summary>
    internal double[] State(string name) => _states[name];

    private ArgumentException Unknown(string hyperparameter) =>
        new(
            $"There is no hyperparameter '{hyperparameter}'; there are: {string.Join(", ", _hyperparameters.Keys)}.",
            nameof(hyperparameter));
}
