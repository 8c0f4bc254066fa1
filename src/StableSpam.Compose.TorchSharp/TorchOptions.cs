using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Text;
using TorchSharp.Modules;

namespace StableSpamCompose.Torch;

/// <summary>
/// The learning rate and the hyperparameters of a param group. What is <see langword="null"/> takes the optimizer's default
/// when the group is added. All of it may be changed between steps.
/// </summary>
public abstract class TorchOptions : OptimizerOptions
{
    private readonly double?[] _values;

    /// <summary>Options with nothing set.</summary>
    /// <param name="info">The optimizer that they are for.</param>
    protected TorchOptions(OptimizerInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Optimizer = info;
        _values = new double?[info.Hyperparameters.Count];
    }

    /// <summary>Options by name.</summary>
    /// <param name="info">The optimizer that they are for.</param>
    /// <param name="settings">Learning rate (<c>lr</c>) and hyperparameters; what is left out is not set.</param>
    /// <exception cref="ArgumentException">The optimizer has no hyperparameter of a name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    protected TorchOptions(OptimizerInfo info, IReadOnlyDictionary<string, double> settings)
        : this(info)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach ((string name, double value) in settings)
        {
            if (name == info.LearningRate.Name)
                LearningRate = info.LearningRate.Check(value);
            else
                Set(IndexOf(name), value);
        }
    }

    /// <summary>Whether the gradient is climbed instead of descended.</summary>
    public bool? maximize { get; set; }

    internal OptimizerInfo Optimizer { get; }

    /// <summary>The optimizer whose step count is saved with the options; null until the group is added.</summary>
    internal TorchOptimizer? Owner { get; set; }

    /// <summary>Writes the options, and the optimizer's step count, which belongs to no single parameter.</summary>
    public override void SaveStateDict(BinaryWriter writer)
    {
        base.SaveStateDict(writer);
        SavedOptions.Write(this, Owner?.StepCount ?? 0, writer);
    }

    /// <summary>
    /// Reads what <see cref="SaveStateDict"/> wrote. Options of an optimizer read it as the first part of a state dict: it is
    /// taken over once the states of all parameters have been read too.
    /// </summary>
    /// <exception cref="InvalidDataException">It is of another version, has a hyperparameter that this optimizer lacks, or ends early.</exception>
    public override void LoadStateDict(BinaryReader reader)
    {
        if (Owner is null)
            Take(ReadSaved(reader));
        else
            Owner.Load(this, () => ReadSaved(reader));
    }

    /// <summary>Takes the values of other options, and the step count of their optimizer.</summary>
    /// <exception cref="ArgumentException">They are those of another optimizer.</exception>
    public override void LoadStateDict(OptimizerOptions source)
    {
        TorchOptions options = Alike(source);
        base.LoadStateDict(source);
        maximize = options.maximize;
        options._values.CopyTo(_values, 0);
        if (Owner is not null && options.Owner is not null)
            Owner.StepCount = options.Owner.StepCount;
    }

    /// <summary>A hyperparameter by its place in the constructor.</summary>
    protected internal double? Get(int index) => _values[index];

    /// <summary>Sets a hyperparameter by its place in the constructor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside the range.</exception>
    protected internal void Set(int index, double? value) =>
        _values[index] = value is { } number ? Optimizer.Hyperparameters[index].Check(number) : null;

    /// <summary>Other options of the same optimizer.</summary>
    /// <exception cref="ArgumentException">They are those of another.</exception>
    internal TorchOptions Alike(OptimizerOptions source) =>
        source is TorchOptions options && options.Optimizer == Optimizer
            ? options
            : throw new ArgumentException($"The options are not those of {Optimizer.Name}.", nameof(source));

    /// <summary>Takes over what was read from a file.</summary>
    internal void Take(SavedOptions saved)
    {
        InitialLearningRate = saved.InitialLearningRate;
        LearningRate = saved.LearningRate;
        maximize = saved.Maximize;
        for (int i = 0; i < _values.Length; i++)
            _values[i] = saved.Values[i] ?? _values[i];
        if (Owner is not null)
            Owner.StepCount = saved.StepCount;
    }

    /// <summary>Takes what is not set from <paramref name="defaults"/>.</summary>
    internal void Complete(TorchOptions defaults)
    {
        LearningRate ??= defaults.LearningRate;
        maximize ??= defaults.maximize ?? false;
        for (int i = 0; i < _values.Length; i++)
            _values[i] ??= defaults._values[i] ?? Optimizer.Hyperparameters[i].Default;
        InitialLearningRate = LearningRate!.Value;
    }

    /// <summary>Gives the values to the engine, if they are what the recipe allows.</summary>
    /// <exception cref="InvalidOperationException">A value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate, which a schedule may set to anything, is outside its range.</exception>
    /// <exception cref="ArgumentException">A relation does not hold.</exception>
    internal void CopyTo(StepGroup group)
    {
        group.LearningRate = Optimizer.LearningRate.Check(Number(LearningRate, Optimizer.LearningRate));
        for (int i = 0; i < _values.Length; i++)
            group.Hyperparameters[i] = Number(_values[i], Optimizer.Hyperparameters[i]);
        foreach (HyperparameterRelation relation in Optimizer.Relations)
        {
            if (!relation.Holds(group.LearningRate, group.Hyperparameters))
                throw new ArgumentException($"{Optimizer.Name} needs {relation.Text}.");
        }
    }

    private SavedOptions ReadSaved(BinaryReader reader) =>
        FileReading.Of($"the options of {Optimizer.Name}", () => SavedOptions.Read(Optimizer, reader));

    private static double Number(double? value, HyperparameterInfo hyperparameter) =>
        value ?? throw new InvalidOperationException($"{hyperparameter.Name} is null; a param group that was added needs a number.");

    private int IndexOf(string name) =>
        Find(name) is >= 0 and int index
            ? index
            : throw UnknownName.Error(
                $"{Optimizer.Name} has no hyperparameter",
                name,
                Optimizer.Hyperparameters.Select(hyperparameter => hyperparameter.Name).Prepend(Optimizer.LearningRate.Name));

    private int Find(string name)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (Optimizer.Hyperparameters[i].Name == name)
                return i;
        }
        return -1;
    }
}
