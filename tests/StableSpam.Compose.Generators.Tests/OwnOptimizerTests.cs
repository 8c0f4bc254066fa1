using StableSpamCompose.Arrays;
using StableSpamCompose.Attributes;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Generators.Tests;

/// <summary>Optimizers of this project, which the library knows nothing of, compiled by the build and run.</summary>
public class OwnOptimizerTests
{
    private static ArrayParameter Parameter(float[] value, float[] gradient) => new("w", value, gradient, [value.Length]);

    [Fact]
    public void An_optimizer_and_a_transform_of_two_files_run()
    {
        float[] w = [1f, -2f, 8f];
        float[] g = [0.5f, -3f, 0f];
        using ArrayParameter parameter = Parameter(w, g);
        using var optimizer = new SignMomentum([parameter], lr: 0.5, keep: 0.5, decay: 0.25);

        // The vote is the sign of the gradient; the weights shrink by lr * decay = 1/8 after the transform and before the step.
        optimizer.Step();
        Assert.Equal([(1f * 0.875f) - 0.5f, (-2f * 0.875f) + 0.5f, 8f * 0.875f], w);
        Assert.Equal([1f, -1f, 0f], optimizer.State("w")["MajoritySign.vote"].Span.ToArray());

        // Against the vote of the first step: 0.5 - 1 and -0.5 + 1, and half a vote against nothing.
        g[0] = -1f;
        g[1] = 1f;
        g[2] = 2f;
        float[] before = [.. w];
        optimizer.Step();
        Assert.Equal([(before[0] * 0.875f) + 0.5f, (before[1] * 0.875f) - 0.5f, (before[2] * 0.875f) - 0.5f], w);
    }

    [Fact]
    public void Hyperparameters_are_as_the_recipes_say()
    {
        Assert.Equal(["keep", "decay"], SignMomentum.Info.Hyperparameters.Select(hyperparameter => hyperparameter.Name));
        Assert.Equal(0.5, SignMomentum.Info.LearningRate.Default);
        Assert.Equal(0.25, SignMomentum.Info.Hyperparameters[1].Default);
        // Not a constant, which would be an error already here.
        double keep = 1;
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignMomentum([], keep: keep));
    }

    [Fact]
    public void A_class_with_attributes_runs()
    {
        float[] w = [1f, 2f];
        float[] g = [4f, -0.25f];
        using ArrayParameter parameter = Parameter(w, g);
        using var optimizer = new ClippedSteps([parameter], lr: 1);

        optimizer.Step();

        Assert.Equal([0.5f, 2.25f], w);
    }

    [Fact]
    public void The_registry_of_the_project_makes_its_optimizers_by_name()
    {
        Assert.Equal(["ClippedSteps", "SignMomentum"], OwnOptimizers.All.Select(optimizer => optimizer.Name));

        float[] w = [1f];
        using ArrayParameter parameter = Parameter(w, [1f]);
        using ArrayOptimizer optimizer = OwnOptimizers.Create("SignMomentum", [parameter], new Dictionary<string, double> { ["lr"] = 0.25, ["decay"] = 0 });
        optimizer.Step();

        Assert.IsType<SignMomentum>(optimizer);
        Assert.Equal([0.75f], w);
    }

    [Fact]
    public void The_library_has_every_recipe_and_names_the_nearest_to_a_wrong_name()
    {
        Assert.Equal(Texts.Library.Count, OptimizerLibrary.All.Count);
        Assert.All(OptimizerLibrary.All, (OptimizerInfo optimizer) => Assert.Same(optimizer, OptimizerLibrary.Find(optimizer.Name)));

        // No constant, whose mistake the build would find.
        string misspelled = string.Concat("Stable", "Span");
        var error = Assert.Throws<ArgumentException>(() => OptimizerLibrary.Create(misspelled, [], new Dictionary<string, double>()));
        Assert.Contains("Did you mean 'StableSpam'?", error.Message, StringComparison.Ordinal);
    }
}

/// <summary>Gradient descent with a bound on each component of the step.</summary>
[Optimizer]
[ClipByValue(Fixed = "limit: 0.5")]
internal sealed partial class ClippedSteps;
