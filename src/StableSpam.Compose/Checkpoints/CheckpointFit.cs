using System.Globalization;
using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Checkpoints;

/// <summary>Whether a checkpoint fits an optimizer on the array host.</summary>
internal static class CheckpointFit
{
    /// <summary>Refuses a checkpoint as a whole, before any of it is used.</summary>
    /// <exception cref="CheckpointException">It does not fit.</exception>
    public static void Check(ArrayOptimizer optimizer, OptimizerCheckpoint checkpoint)
    {
        string name = optimizer.Description.Name;
        if (checkpoint.Optimizer != name)
            throw new CheckpointException($"The checkpoint is of {checkpoint.Optimizer}, and the optimizer is {name}.");
        if (checkpoint.Groups.Count != optimizer.ParamGroups.Count)
        {
            throw new CheckpointException(
                $"The checkpoint has {Count(checkpoint.Groups.Count, "param group")}, and {name} has {Text(optimizer.ParamGroups.Count)}.");
        }
        for (int i = 0; i < checkpoint.Groups.Count; i++)
        {
            CheckSettings(optimizer.Description, checkpoint.Groups[i]);
            CheckParameters(optimizer, i, checkpoint.Groups[i]);
        }
    }

    private static void CheckSettings(OptimizerInfo optimizer, GroupCheckpoint group)
    {
        string[] names = [.. optimizer.Hyperparameters.Select(info => info.Name)];
        if (!names.SequenceEqual(group.Hyperparameters.Select(pair => pair.Key)))
        {
            throw new CheckpointException(
                $"The recipe of {optimizer.Name} has changed: the checkpoint has the hyperparameters "
                + $"{string.Join(", ", group.Hyperparameters.Select(pair => pair.Key))}, and it has {string.Join(", ", names)}.");
        }
        double[] values = [.. group.Hyperparameters.Select(pair => pair.Value)];
        try
        {
            optimizer.LearningRate.Check(group.LearningRate);
            for (int i = 0; i < values.Length; i++)
                optimizer.Hyperparameters[i].Check(values[i]);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new CheckpointException($"The recipe of {optimizer.Name} has changed: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        if (optimizer.Relations.FirstOrDefault(relation => !relation.Holds(group.LearningRate, values)) is { } broken)
            throw new CheckpointException($"The recipe of {optimizer.Name} has changed: it needs {broken.Text}.");
    }

    private static void CheckParameters(ArrayOptimizer optimizer, int index, GroupCheckpoint group)
    {
        Dictionary<string, ArrayParameter> here = optimizer.ParamGroups[index].Parameters.ToDictionary(parameter => parameter.Name);
        var seen = new HashSet<string>();
        foreach (ParameterCheckpoint parameter in group.Parameters)
        {
            if (!seen.Add(parameter.Name))
                throw new CheckpointException($"The checkpoint has parameter '{parameter.Name}' twice.");
            if (!here.TryGetValue(parameter.Name, out ArrayParameter? found))
            {
                throw new CheckpointException(
                    $"The checkpoint has a parameter '{parameter.Name}' in param group {Text(index)}, and the optimizer has none there.");
            }
            if (!found.Shape.SequenceEqual([.. parameter.Shape]))
            {
                throw new CheckpointException(
                    $"Parameter '{parameter.Name}' has the shape {Text(found.Shape.ToArray())}, "
                    + $"and in the checkpoint {Text(parameter.Shape)}.");
            }
            CheckStates(optimizer, parameter);
        }
        if (here.Keys.FirstOrDefault(name => !seen.Contains(name)) is { } missing)
        {
            throw new CheckpointException(
                $"The optimizer has a parameter '{missing}' in param group {Text(index)}, and the checkpoint has none there.");
        }
    }

    private static void CheckStates(ArrayOptimizer optimizer, ParameterCheckpoint parameter)
    {
        StateView states = optimizer.State(parameter.Name);
        foreach (StateCheckpoint state in parameter.States)
        {
            StateEntry? found = states.FirstOrDefault(entry => entry.Name == state.Name);
            if (found is null)
                throw Changed($"the checkpoint has a state {state.Name} of parameter '{parameter.Name}', and it has none.");
            if (found.Scope != state.Scope || found.Type != state.Type)
            {
                throw Changed(
                    $"{state.Name} is {found.Type} per {Text(found.Scope)}, and in the checkpoint {state.Type} per {Text(state.Scope)}.");
            }
            if (found.Bytes.Length != state.Numbers.Length)
            {
                throw Changed(
                    $"{state.Name} of parameter '{parameter.Name}' has {Text(found.Bytes.Length)} bytes, "
                    + $"and in the checkpoint {Text(state.Numbers.Length)}.");
            }
        }
        if (states.FirstOrDefault(entry => parameter.States.All(state => state.Name != entry.Name)) is { } missing)
            throw Changed($"it has a state {missing.Name}, and the checkpoint has none of parameter '{parameter.Name}'.");

        CheckpointException Changed(string how) => new($"The recipe of {optimizer.Description.Name} has changed: {how}");
    }

    private static string Text(StateScope scope) => scope.ToString().ToLowerInvariant();

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape.Select(Text))}]";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Count(int count, string what) => $"{Text(count)} {what}{(count == 1 ? "" : "s")}";
}
