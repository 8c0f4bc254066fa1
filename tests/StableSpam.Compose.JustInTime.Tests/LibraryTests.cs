using System.Reflection;
using StableSpamCompose.Arrays;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Plans;

namespace StableSpamCompose.JustInTime.Tests;

/// <summary>Every optimizer of the library, compiled from its text and run.</summary>
public class LibraryTests
{
    private const string Folder = "recipes/optimizers/";

    private static readonly Assembly Library = typeof(RecipeLibrary).Assembly;

    private static readonly long[][] Shapes = [[], [1], [0], [7], [3, 5], [2, 3, 4], [600]];

    private static readonly string[] Names =
        [.. Library.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))];

    public static TheoryData<string> Texts => new(Names);

    [Theory]
    [MemberData(nameof(Texts))]
    public void Three_steps_move_every_element_and_stay_finite(string resource)
    {
        OptimizerInfo info = RecipeCompilation.Compile(resource, Read(resource), [], warning => Assert.Fail(warning.ToString()));
        var random = new Random(7);
        ArrayParameter[] parameters = [.. Shapes.Select((shape, i) => Parameter($"p{i}", shape, random))];
        float[][] initial = [.. parameters.Select(parameter => parameter.Value.ToArray())];
        var settings = new Dictionary<string, double>();
        // The first steps of what looks for its own learning rate are too short for fp32.
        if (info.Hyperparameters.Any(hyperparameter => hyperparameter.Name == "d0")) settings["d0"] = 1e-3;
        using ArrayOptimizer optimizer = info.Create(parameters, settings);

        for (int step = 0; step < 3; step++)
        {
            foreach (ArrayParameter parameter in parameters) Fill(parameter.Gradient, random);
            optimizer.Step();
        }

        Assert.Equal(3, optimizer.StepCount);
        for (int i = 0; i < parameters.Length; i++)
        {
            float[] value = parameters[i].Value.ToArray();
            Assert.All(value, element => Assert.True(float.IsFinite(element), $"{parameters[i].Name} is {element}"));
            Assert.All(value.Zip(initial[i]), pair => Assert.NotEqual(pair.Second, pair.First));
            parameters[i].Dispose();
        }
    }

    [Fact]
    public void Every_optimizer_has_a_text_and_lowers()
    {
        Assert.Equal(RecipeLibrary.Optimizers.Count, Names.Length);
        foreach (string name in RecipeLibrary.Optimizers.Keys)
        {
            IReadOnlyList<StepProgram> programs = RecipeCompilation.LowerLibrary(name);
            Assert.NotEmpty(programs);
            Assert.All(programs, program => Assert.Equal(name, program.Name));
        }
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Library.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private static ArrayParameter Parameter(string name, long[] shape, Random random)
    {
        float[] value = new float[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        Fill(value, random);
        return new ArrayParameter(name, value, new float[value.Length], shape);
    }

    // Away from zero, where an optimizer may rightly leave an element as it is.
    private static void Fill(Span<float> numbers, Random random)
    {
        foreach (ref float number in numbers) number = (float)((0.2 + random.NextDouble()) * (random.Next(2) == 0 ? -1 : 1));
    }
}
