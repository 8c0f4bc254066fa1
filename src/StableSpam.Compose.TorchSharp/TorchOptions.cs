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
    private const int Version = 1;

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
        writer.Write(Version);
        writer.Write(Owner?.StepCount ?? 0);
        writer.Write(maximize ?? false);
        writer.Write(_values.Length);
        for (int i = 0; i < _values.Length; i++)
        {
            writer.Write(Optimizer.Hyperparameters[i].Name);
            writer.Write(_values[i] ?? Optimizer.Hyperparameters[i].Default);
        }
    }

    /// <summary>Reads what <see cref="SaveStateDict"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of another version, or has a hyperparameter that this optimizer lacks.</exception>
    public override void LoadStateDict(BinaryReader reader)
    {
        base.LoadStateDict(reader);
        if (reader.ReadInt32() is var version && version != Version)
            throw new InvalidDataException($"The options of {Optimizer.Name} were saved in format {version}; this build reads format {Version}.");
        long stepCount = reader.ReadInt64();
        maximize = reader.ReadBoolean();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            string name = reader.ReadString();
            int index = Find(name);
            if (index < 0)
                throw new InvalidDataException($"The saved options have a hyperparameter '{name}', which {Optimizer.Name} lacks.");
            Set(index, reader.ReadDouble());
        }
        if (Owner is not null)
            Owner.StepCount = stepCount;
    }

    /// <summary>Takes the values of other options, and the step count of their optimizer.</summary>
    /// <exception cref="ArgumentException">They are those of another optimizer.</exception>
    public override void LoadStateDict(OptimizerOptions source)
    {
        if (source is not TorchOptions options || options.Optimizer != Optimizer)
            throw new ArgumentException($"The options are not those of {Optimizer.Name}.", nameof(source));
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
