using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;

namespace StableSpamCompose.JustInTime.Tests;

/// <summary>Relations between hyperparameters hold at construction and whenever one is set.</summary>
public class RelationTests
{
    private static readonly OptimizerInfo Info = RecipeCompilation.Compile(
        "related", "optimizer: Related\nchain: [Adam]\nrelations: [ \"beta1 <= beta2\", \"lr * beta2^2 < 1\" ]\n", []);

    [Fact]
    public void Values_that_break_one_are_refused_together()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Create(("beta1", 0.5), ("beta2", 0.4)));
        Assert.Equal("Related needs beta1 <= beta2.", error.Message);
    }

    [Fact]
    public void Values_that_keep_them_are_taken_though_the_defaults_on_the_way_would_not()
    {
        using ArrayOptimizer optimizer = Create(("beta1", 0.9995), ("beta2", 0.9999));
        Assert.Equal(0.9995, optimizer.ParamGroups[0]["beta1"]);
    }

    [Fact]
    public void A_value_that_breaks_one_while_training_changes_nothing()
    {
        using ArrayOptimizer optimizer = Create();
        ArrayParamGroup group = optimizer.ParamGroups[0];
        Assert.StartsWith("Related needs beta1 <= beta2.", Assert.Throws<ArgumentOutOfRangeException>(() => group["beta2"] = 0.8).Message);
        Assert.StartsWith("Related needs lr * beta2^2 < 1.", Assert.Throws<ArgumentOutOfRangeException>(() => group.LearningRate = 2).Message);
        Assert.Equal(0.999, group["beta2"]);
        Assert.Equal(1e-3, group.LearningRate);
    }

    private static ArrayOptimizer Create(params (string Name, double Value)[] settings) =>
        Info.Create([new ArrayParameter("p", new float[2], new float[2], [2])], settings.ToDictionary(setting => setting.Name, setting => setting.Value));
}
