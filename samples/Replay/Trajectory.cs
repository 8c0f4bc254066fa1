using System.Globalization;

namespace StableSpamCompose.Replay;

/// <summary>What a program computed on a problem: the parameters after some of the steps, in double.</summary>
public sealed class Trajectory
{
    private Trajectory(string name, string source, IReadOnlyList<Checkpoint> checkpoints)
    {
        Name = name;
        Source = source;
        Checkpoints = checkpoints;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The program that computed it.</summary>
    public string Source { get; }

    /// <summary>The recorded steps, in order; at least one.</summary>
    public IReadOnlyList<Checkpoint> Checkpoints { get; }

    /// <summary>Reads a trajectory over a problem.</summary>
    /// <exception cref="ReplayException">The file is no trajectory, or one over another problem.</exception>
    public static Trajectory Read(string path, Problem problem)
    {
        JsonPlace file = JsonPlace.Open(path);
        JsonPlace steps = file.Member("parameters_after_step");
        Checkpoint[] checkpoints =
        [
            .. steps.Members()
                .Select(member => ReadCheckpoint(member.Name, member.Value, problem))
                .OrderBy(checkpoint => checkpoint.Step),
        ];
        if (checkpoints.Length == 0)
            throw steps.Mistake("records no step; there is nothing to compare with");
        return new Trajectory(file.Member("optimizer").Text(), file.Member("source").Text(), checkpoints);
    }

    private static Checkpoint ReadCheckpoint(string stepText, JsonPlace place, Problem problem)
    {
        if (!int.TryParse(stepText, NumberStyles.None, CultureInfo.InvariantCulture, out int step) || step < 1 || step > problem.Steps)
            throw place.Mistake($"is none of the problem's steps, 1 to {problem.Steps}; is it of another problem?");
        return new Checkpoint(step, [.. problem.Tensors.Select(tensor => ReadElements(place.Member(tensor.Name), tensor))]);
    }

    private static double[] ReadElements(JsonPlace place, ProblemTensor tensor)
    {
        double[] elements = place.Doubles();
        return elements.Length == tensor.Initial.Length
            ? elements
            : throw place.Mistake(
                $"has {elements.Length} elements, but the problem's tensor has {tensor.Initial.Length}; is it of another problem?");
    }
}

/// <summary>The parameters after a step.</summary>
/// <param name="Step">The step; the first is 1.</param>
/// <param name="Parameters">Their elements, in the order of the problem's tensors.</param>
public sealed record Checkpoint(int Step, IReadOnlyList<double[]> Parameters);
