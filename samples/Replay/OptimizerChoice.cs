using System.Globalization;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Replay;

/// <summary>An optimizer and the settings to run it with, both checked.</summary>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="RecipeFile">The recipe it was compiled from; <see langword="null"/> for one of the library.</param>
/// <param name="Settings">What differs from its defaults, by constructor name.</param>
public sealed record OptimizerChoice(OptimizerInfo Optimizer, string? RecipeFile, IReadOnlyDictionary<string, double> Settings)
{
    /// <summary>Takes an optimizer by name from the library.</summary>
    public static OptimizerChoice FromLibrary(string name, IEnumerable<string> settings)
    {
        IReadOnlyList<OptimizerInfo> library = Backends.Library;
        OptimizerInfo optimizer = library.FirstOrDefault(info => info.Name == name)
            ?? throw new ReplayException(
                $"--optimizer {name}: there is no such optimizer; there are {string.Join(", ", library.Select(info => info.Name))}.");
        return new OptimizerChoice(optimizer, null, ReadSettings("--set", settings, optimizer));
    }

    /// <summary>Compiles an optimizer from a recipe.</summary>
    /// <param name="file">The recipe.</param>
    /// <param name="name">The name that it must have; <see langword="null"/> for any.</param>
    /// <param name="settings">Texts such as <c>lr=0.01</c>.</param>
    public static OptimizerChoice FromRecipe(string file, string? name, IEnumerable<string> settings)
    {
        if (!File.Exists(file))
            throw new ReplayException($"--recipe {file}: there is no such file; check the path.");
        OptimizerInfo optimizer = Backends.Compile(file);
        if (name is not null && name != optimizer.Name)
            throw new ReplayException($"--optimizer {name}: {file} declares {optimizer.Name}; name that one or leave --optimizer out.");
        return new OptimizerChoice(optimizer, file, ReadSettings("--set", settings, optimizer));
    }

    /// <summary>Reads settings of an optimizer.</summary>
    /// <param name="option">The option that they are given by, for messages.</param>
    /// <param name="texts">Texts such as <c>lr=0.01</c>.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <exception cref="ReplayException">One is no setting of the optimizer.</exception>
    public static IReadOnlyDictionary<string, double> ReadSettings(string option, IEnumerable<string> texts, OptimizerInfo optimizer)
    {
        var settings = new Dictionary<string, double>();
        foreach (string text in texts)
        {
            (string name, double value) = Read(option, text, optimizer);
            if (!settings.TryAdd(name, value))
                throw new ReplayException($"{option} {text}: {name} is set twice; keep one.");
        }

        return settings;
    }

    private static (string Name, double Value) Read(string option, string text, OptimizerInfo optimizer)
    {
        if (text.Split('=') is not [string name, string number])
            throw new ReplayException($"{option} {text}: write a name and a number, such as lr=0.01.");

        HyperparameterInfo[] known = [optimizer.LearningRate, .. optimizer.Hyperparameters];
        HyperparameterInfo hyperparameter = known.FirstOrDefault(info => info.Name == name)
            ?? throw new ReplayException(
                $"{option} {text}: {optimizer.Name} has no {name}; it has {string.Join(", ", known.Select(info => info.Name))}.");

        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            throw new ReplayException($"{option} {text}: {number} is no number; write one such as 0.01 or 1e-6.");
        if (!hyperparameter.Range.Contains(value))
            throw new ReplayException($"{option} {text}: {name} must be in {hyperparameter.Range}.");
        if (hyperparameter.IsInteger && value != Math.Floor(value))
            throw new ReplayException($"{option} {text}: {name} must be a whole number.");
        return (name, value);
    }
}
