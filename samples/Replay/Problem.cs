namespace StableSpamCompose.Replay;

/// <summary>Tensors to start from and the gradients of every step, which do not depend on the parameters.</summary>
public sealed class Problem
{
    private readonly IReadOnlyList<float[][]> _gradients;

    private Problem(IReadOnlyList<ProblemTensor> tensors, IReadOnlyList<float[][]> gradients)
    {
        Tensors = tensors;
        _gradients = gradients;
    }

    /// <summary>The tensors, in the order of the file.</summary>
    public IReadOnlyList<ProblemTensor> Tensors { get; }

    /// <summary>How many steps have gradients.</summary>
    public int Steps => _gradients.Count;

    /// <summary>The gradient of a tensor, by its place in <see cref="Tensors"/>, in a step, the first of which is 1.</summary>
    public ReadOnlySpan<float> Gradient(int step, int tensor) => _gradients[step - 1][tensor];

    /// <summary>Reads a problem. Its numbers are the shortest decimals of fp32 values, so they are read as such.</summary>
    /// <exception cref="ReplayException">The file is no problem.</exception>
    public static Problem Read(string path)
    {
        JsonPlace file = JsonPlace.Open(path);
        ProblemTensor[] tensors = ReadTensors(file);
        float[][][] gradients = [.. file.Member("grads").Items().Select(step => ReadStep(step, tensors))];
        return new Problem(tensors, gradients);
    }

    private static ProblemTensor[] ReadTensors(JsonPlace file)
    {
        JsonPlace shapesPlace = file.Member("shapes");
        var shapes = shapesPlace.Members().Select(member => (member.Name, Shape: member.Value.Dimensions())).ToArray();
        if (shapes.Length == 0)
            throw shapesPlace.Mistake("names no tensor; there is nothing to run");
        JsonPlace initial = file.Member("init");
        RequireKnownNames(initial, shapes.Select(tensor => tensor.Name));
        return [.. shapes.Select(tensor => new ProblemTensor(tensor.Name, tensor.Shape, ReadElements(initial, tensor.Name, tensor.Shape)))];
    }

    private static float[][] ReadStep(JsonPlace step, ProblemTensor[] tensors)
    {
        RequireKnownNames(step, tensors.Select(tensor => tensor.Name));
        return [.. tensors.Select(tensor => ReadElements(step, tensor.Name, tensor.Shape))];
    }

    private static float[] ReadElements(JsonPlace tensors, string name, IReadOnlyList<long> shape)
    {
        JsonPlace place = tensors.Member(name);
        float[] elements = place.Floats();
        // In floating point, since a product of dimensions may be beyond every integer.
        double expected = shape.Aggregate(1.0, (count, dimension) => count * dimension);
        return elements.Length == expected
            ? elements
            : throw place.Mistake(
                $"has {elements.Length} elements, but its shape [{string.Join(", ", shape)}] has {expected}; make them match");
    }

    private static void RequireKnownNames(JsonPlace tensors, IEnumerable<string> names)
    {
        var known = names.ToHashSet();
        foreach ((string name, JsonPlace value) in tensors.Members())
        {
            if (!known.Contains(name))
                throw value.Mistake("is a tensor that shapes does not name; add its shape or leave it out");
        }
    }
}

/// <summary>A tensor of a problem.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Initial">Its elements before the first step, row-major.</param>
public sealed record ProblemTensor(string Name, IReadOnlyList<long> Shape, float[] Initial);
