using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Text;

namespace StableSpamCompose.Arrays;

/// <summary>Parameters of an optimizer that share a learning rate and hyperparameters, which may change while training.</summary>
public abstract class ArrayParamGroup
{
    private readonly ArrayParameter[] _parameters;

    /// <summary>Makes a group.</summary>
    /// <param name="info">The optimizer that it is for.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="learningRate">Its learning rate.</param>
    /// <param name="hyperparameters">Its hyperparameters, in constructor order.</param>
    protected ArrayParamGroup(
        OptimizerInfo info, IEnumerable<ArrayParameter> parameters, double learningRate, ReadOnlySpan<double> hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(parameters);
        if (hyperparameters.Length != info.Hyperparameters.Count)
            throw new ArgumentException($"{info.Name} has another number of hyperparameters.", nameof(hyperparameters));
        Optimizer = info;
        _parameters = [.. parameters];
        if (Array.IndexOf(_parameters, null) >= 0)
            throw new ArgumentException("A parameter is null.", nameof(parameters));
        Values = new StepGroup(hyperparameters.Length) { LearningRate = info.LearningRate.Check(learningRate) };
        for (int i = 0; i < hyperparameters.Length; i++)
            Values.Hyperparameters[i] = info.Hyperparameters[i].Check(hyperparameters[i]);
        CheckRelations();
    }

    /// <summary>Makes a group from settings by name; what is left out keeps its default.</summary>
    /// <param name="info">The optimizer that it is for.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="settings">Learning rate (<c>lr</c>) and hyperparameters by name.</param>
    /// <exception cref="ArgumentException">The optimizer has no hyperparameter of a name.</exception>
    protected ArrayParamGroup(
        OptimizerInfo info, IEnumerable<ArrayParameter> parameters, IReadOnlyDictionary<string, double> settings)
        : this(info, parameters, info.LearningRate.Default, [.. info.Hyperparameters.Select(hyperparameter => hyperparameter.Default)])
    {
        ArgumentNullException.ThrowIfNull(settings);
        // All together: on the way from the defaults to the settings a relation may be broken.
        foreach ((string name, double value) in settings)
        {
            if (name == info.LearningRate.Name)
                Values.LearningRate = info.LearningRate.Check(value);
            else
                Values.Hyperparameters[IndexOf(name)] = info.Hyperparameters[IndexOf(name)].Check(value);
        }
        CheckRelations();
    }

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<ArrayParameter> Parameters => _parameters;

    /// <summary>Its learning rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside the range, or breaks a relation.</exception>
    public double LearningRate
    {
        get => Values.LearningRate;
        set
        {
            double before = Values.LearningRate;
            Values.LearningRate = Optimizer.LearningRate.Check(value);
            if (BrokenRelation() is not { } broken)
                return;
            Values.LearningRate = before;
            throw new ArgumentOutOfRangeException(Optimizer.LearningRate.Name, value, broken);
        }
    }

    internal OptimizerInfo Optimizer { get; }

    internal StepGroup Values { get; }

    /// <summary>The learning rate (<c>lr</c>) or the hyperparameter of a name, in <c>snake_case</c> as in recipes.</summary>
    /// <exception cref="ArgumentException">The optimizer has none of that name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside the range.</exception>
    public double this[string name]
    {
        get => name == Optimizer.LearningRate.Name ? LearningRate : Get(IndexOf(name));
        set
        {
            if (name == Optimizer.LearningRate.Name)
                LearningRate = value;
            else
                Set(IndexOf(name), value);
        }
    }

    /// <summary>A hyperparameter by its place in the constructor.</summary>
    protected double Get(int index) => Values.Hyperparameters[index];

    /// <summary>Sets a hyperparameter by its place in the constructor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside the range, or breaks a relation.</exception>
    protected void Set(int index, double value)
    {
        double before = Values.Hyperparameters[index];
        Values.Hyperparameters[index] = Optimizer.Hyperparameters[index].Check(value);
        if (BrokenRelation() is not { } broken)
            return;
        Values.Hyperparameters[index] = before;
        throw new ArgumentOutOfRangeException(Optimizer.Hyperparameters[index].Name, value, broken);
    }

    private void CheckRelations()
    {
        if (BrokenRelation() is { } broken)
            throw new ArgumentException(broken);
    }

    private string? BrokenRelation()
    {
        foreach (HyperparameterRelation relation in Optimizer.Relations)
        {
            if (!relation.Holds(Values.LearningRate, Values.Hyperparameters))
                return $"{Optimizer.Name} needs {relation.Text}.";
        }
        return null;
    }

    private int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (int i = 0; i < Optimizer.Hyperparameters.Count; i++)
        {
            if (Optimizer.Hyperparameters[i].Name == name)
                return i;
        }
        throw UnknownName.Error(
            $"{Optimizer.Name} has no hyperparameter",
            name,
            Optimizer.Hyperparameters.Select(hyperparameter => hyperparameter.Name).Prepend(Optimizer.LearningRate.Name));
    }
}
