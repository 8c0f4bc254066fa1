using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;

namespace StableSpamCompose.Checkpoints;

/// <summary>Checkpoints of optimizers on the array host.</summary>
public static class ArrayOptimizerCheckpoints
{
    /// <summary>Copies all that the optimizer remembers.</summary>
    public static OptimizerCheckpoint Capture(this ArrayOptimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        return new(
            optimizer.Description.Name,
            optimizer.StepCount,
            optimizer.SkippedSteps,
            [.. optimizer.ParamGroups.Select(group => Capture(optimizer, group))]);
    }

    /// <summary>
    /// Makes the optimizer remember what a checkpoint holds. Its groups must have the parameters that those of the checkpoint
    /// had, in any order. The optimizer then goes on to the same bits as the one that was captured.
    /// </summary>
    /// <exception cref="CheckpointException">It is of another optimizer or of other parameters; nothing was changed.</exception>
    public static void Restore(this ArrayOptimizer optimizer, OptimizerCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(checkpoint);
        CheckpointFit.Check(optimizer, checkpoint);
        for (int i = 0; i < checkpoint.Groups.Count; i++)
            Restore(optimizer, optimizer.ParamGroups[i], checkpoint.Groups[i]);
        optimizer.RestoreCounts(checkpoint.StepCount, checkpoint.SkippedSteps);
    }

    /// <summary>Writes all that the optimizer remembers to a file, which is there whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save(this ArrayOptimizer optimizer, string path)
    {
        OptimizerCheckpoint checkpoint = optimizer.Capture();
        CheckpointFile.Write(
            path,
            OptimizerCheckpointFormat.Kind,
            OptimizerCheckpointFormat.Version,
            writer => OptimizerCheckpointFormat.Write(writer, checkpoint));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="CheckpointException">
    /// The file is damaged, or of another optimizer or of other parameters; nothing was changed.
    /// </exception>
    public static void Load(this ArrayOptimizer optimizer, string path)
    {
        OptimizerCheckpoint checkpoint = CheckpointFile.Read(
            path,
            OptimizerCheckpointFormat.Kind,
            OptimizerCheckpointFormat.Version,
            static (reader, _) => OptimizerCheckpointFormat.Read(reader));
        try
        {
            optimizer.Restore(checkpoint);
        }
        catch (CheckpointException e)
        {
            throw new CheckpointException($"{path}: {e.Message}", e);
        }
    }

    private static GroupCheckpoint Capture(ArrayOptimizer optimizer, ArrayParamGroup group) =>
        new(
            group.LearningRate,
            [.. optimizer.Description.Hyperparameters.Select(info => KeyValuePair.Create(info.Name, group[info.Name]))],
            [.. group.Parameters.Select(parameter => Capture(optimizer, parameter))]);

    private static ParameterCheckpoint Capture(ArrayOptimizer optimizer, ArrayParameter parameter)
    {
        StepParameter stepped = optimizer.Stepped(parameter.Name);
        return new(
            parameter.Name,
            parameter.Shape.ToArray(),
            stepped.IsUpdated,
            stepped.UpdateClock,
            [.. optimizer.State(parameter.Name).Select(Capture)]);
    }

    private static StateCheckpoint Capture(StateEntry state) => new(state.Name, state.Scope, state.Type, state.Bytes.ToArray());

    private static void Restore(ArrayOptimizer optimizer, ArrayParamGroup group, GroupCheckpoint checkpoint)
    {
        group.Values.LearningRate = checkpoint.LearningRate;
        // Past the setters, one by one of which might break a relation on the way; they have been checked together.
        for (int i = 0; i < checkpoint.Hyperparameters.Count; i++)
            group.Values.Hyperparameters[i] = checkpoint.Hyperparameters[i].Value;
        foreach (ParameterCheckpoint parameter in checkpoint.Parameters)
        {
            StepParameter stepped = optimizer.Stepped(parameter.Name);
            stepped.IsUpdated = parameter.IsUpdated;
            stepped.UpdateClock = parameter.UpdateClock;
            StateView states = optimizer.State(parameter.Name);
            foreach (StateCheckpoint state in parameter.States)
                state.Numbers.Span.CopyTo(states[state.Name].Bytes);
        }
    }
}
