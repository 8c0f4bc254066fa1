using System.Runtime.InteropServices;
using StableSpamCompose.Checkpoints;
using StableSpamCompose.Train4Bit.Model;

namespace StableSpamCompose.Train4Bit.Training;

/// <summary>
/// A run in the middle: its settings, parameters, history and optimizer. A run that goes on from one comes to the same bits
/// as one that never stopped, on a machine with vectors of the same width, on any number of threads.
/// </summary>
/// <remarks>
/// The body of the file: settings { name, value }, the run's name, the optimizer's chain, history { loss, norm }, float64 seconds,
/// parameters { name, rows, columns, fp32 numbers }, then the optimizer as <see cref="OptimizerCheckpointFormat"/> has it;
/// each list after its count, in 32 bits.
/// </remarks>
public static class RunCheckpoint
{
    /// <summary>How the names of checkpoints end.</summary>
    public const string Extension = ".checkpoint";

    private const string Kind = "training run";
    private const int Version = 1;

    /// <summary>Writes a checkpoint, whole or not at all.</summary>
    public static void Write(string path, SessionSettings settings, TrainingRun run) =>
        CheckpointFile.Write(path, Kind, Version, writer =>
        {
            IReadOnlyList<KeyValuePair<string, string>> named = settings.Named;
            writer.Write(named.Count);
            foreach ((string name, string value) in named)
            {
                writer.Write(name);
                writer.Write(value);
            }
            writer.Write(run.Choice.Name);
            writer.Write(Chains(run));
            writer.Write(run.StepsTaken);
            for (int step = 0; step < run.StepsTaken; step++)
            {
                writer.Write(run.History.Loss[step]);
                writer.Write(run.History.GradientNorm[step]);
            }
            writer.Write(run.History.Seconds);
            writer.Write(run.Parameters.All.Count);
            foreach (Parameter<float> parameter in run.Parameters.All)
            {
                writer.Write(parameter.Name);
                writer.Write(parameter.Value.Rows);
                writer.Write(parameter.Value.Columns);
                writer.Write(MemoryMarshal.AsBytes(parameter.Value.Span));
            }
            OptimizerCheckpointFormat.Write(writer, run.Optimizer.Capture());
        });

    /// <summary>Brings a run that has taken no step to where a checkpoint was written.</summary>
    /// <exception cref="TrainException">The checkpoint cannot be read, or is of another model or of other settings.</exception>
    public static void Restore(string path, SessionSettings settings, TrainingRun run)
    {
        try
        {
            CheckpointFile.Read(path, Kind, Version, (reader, _) =>
            {
                Read(path, reader, settings, run);
                return true;
            });
        }
        catch (CheckpointException e)
        {
            throw new TrainException(e.Message.StartsWith(path, StringComparison.Ordinal) ? e.Message : $"{path}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainException($"{path}: it cannot be read ({e.Message})");
        }
    }

    private static void Read(string path, BinaryReader reader, SessionSettings settings, TrainingRun run)
    {
        int count = reader.ReadInt32();
        settings.CheckSame(
            path, [.. Enumerable.Range(0, count).Select(_ => KeyValuePair.Create(reader.ReadString(), reader.ReadString()))]);
        string name = reader.ReadString();
        if (name != run.Choice.Name)
            throw new TrainException($"{path}: it is of the run {name}, and this is {run.Choice.Name}.");
        if (reader.ReadString() != Chains(run))
            throw new TrainException($"{path}: the recipe of {run.Choice.Optimizer.Name} has changed since; train anew, without --resume.");
        int steps = reader.ReadInt32();
        for (int step = 0; step < steps; step++)
        {
            run.History.Loss.Add(reader.ReadDouble());
            run.History.GradientNorm.Add(reader.ReadDouble());
        }
        run.History.Seconds = reader.ReadDouble();
        ReadParameters(path, reader, run.Parameters);
        run.Optimizer.Restore(OptimizerCheckpointFormat.Read(reader));
    }

    private static string Chains(TrainingRun run) =>
        string.Join('\n', run.Choice.Optimizer.Programs.Select(program => program.Plan.Mathematics));

    private static void ReadParameters(string path, BinaryReader reader, LlamaParameters<float> parameters)
    {
        int count = reader.ReadInt32();
        if (count != parameters.All.Count)
            throw new TrainException($"{path}: it is of another model, with {count} tensors; this one has {parameters.All.Count}.");
        foreach (Parameter<float> parameter in parameters.All)
        {
            (string name, int rows, int columns) = (reader.ReadString(), reader.ReadInt32(), reader.ReadInt32());
            if (name != parameter.Name || rows != parameter.Value.Rows || columns != parameter.Value.Columns)
            {
                throw new TrainException(
                    $"{path}: it is of another model: {name} is [{rows}, {columns}] in it, and here {parameter.Name} is "
                    + $"[{parameter.Value.Rows}, {parameter.Value.Columns}].");
            }
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(parameter.Value.Span));
        }
    }
}
