using StableSpamCompose.Plans;
using TorchSharp.Modules;

namespace StableSpamCompose.Torch;

/// <summary>What a file has of the options of a param group: rates, format number, steps of the optimizer, then each value by its name.</summary>
/// <param name="InitialLearningRate">The learning rate that schedules begin from.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="StepCount">The steps of the optimizer, which belong to no single parameter.</param>
/// <param name="Maximize">Whether the gradient is climbed.</param>
/// <param name="Values">The hyperparameters by their places in the constructor; null where the file has none.</param>
internal sealed record SavedOptions(double InitialLearningRate, double LearningRate, long StepCount, bool Maximize, double?[] Values)
{
    private const int Version = 1;

    /// <summary>Writes options, after the rates, which TorchSharp writes.</summary>
    public static void Write(TorchOptions options, long stepCount, BinaryWriter writer)
    {
        IReadOnlyList<HyperparameterInfo> hyperparameters = options.Optimizer.Hyperparameters;
        writer.Write(Version);
        writer.Write(stepCount);
        writer.Write(options.maximize ?? false);
        writer.Write(hyperparameters.Count);
        for (int i = 0; i < hyperparameters.Count; i++)
        {
            writer.Write(hyperparameters[i].Name);
            writer.Write(options.Get(i) ?? hyperparameters[i].Default);
        }
    }

    /// <summary>Reads options.</summary>
    /// <exception cref="InvalidDataException">They are of another version, or have a hyperparameter that this optimizer lacks, or a value that it may not have.</exception>
    public static SavedOptions Read(OptimizerInfo optimizer, BinaryReader reader)
    {
        var rates = new OptimizerOptions();
        rates.LoadStateDict(reader);
        if (reader.ReadInt32() is var version && version != Version)
            throw new InvalidDataException($"The options of {optimizer.Name} were saved in format {version}; this build reads format {Version}.");
        long stepCount = reader.ReadInt64();
        bool maximize = reader.ReadBoolean();
        double?[] values = new double?[optimizer.Hyperparameters.Count];
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            string name = reader.ReadString();
            double value = reader.ReadDouble();
            int index = 0;
            while (index < values.Length && optimizer.Hyperparameters[index].Name != name)
                index++;
            if (index == values.Length)
                throw new InvalidDataException($"The saved options have a hyperparameter '{name}', which {optimizer.Name} lacks.");
            values[index] = Checked(optimizer.Hyperparameters[index], value);
        }
        return new SavedOptions(rates.InitialLearningRate, rates.LearningRate!.Value, stepCount, maximize, values);
    }

    private static double Checked(HyperparameterInfo hyperparameter, double value)
    {
        try
        {
            return hyperparameter.Check(value);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new InvalidDataException($"The saved options have a value that they may not have. {exception.Message}", exception);
        }
    }
}
