using StableSpamCompose.Arrays;
using StableSpamCompose.Tests.Programs;

namespace StableSpamCompose.Tests.Arrays;

public sealed class ArrayParamGroupTests
{
    [Fact]
    public void Hyperparameters_are_read_and_set_by_property_and_by_name()
    {
        var group = new AdamW.ParamGroup([Tensors.Vector("w", 3)], lr: 0.1, decay: 0.2);
        Assert.Equal("w", Assert.Single(group.Parameters).Name);
        Assert.Equal((0.1, 0.2, 0.9), (group.LearningRate, group.Decay, group.Beta1));
        Assert.Equal((0.1, 0.2, 1e-8), (group["lr"], group["decay"], group["eps"]));
        group["lr"] = 0.5;
        group["beta1"] = 0.25;
        group.Decay = 0.125;
        Assert.Equal((0.5, 0.125, 0.25), (group.LearningRate, group["decay"], group.Beta1));
    }

    [Fact]
    public void Settings_by_name_keep_the_defaults_of_what_they_leave_out()
    {
        using ArrayOptimizer optimizer = AdamW.Info.Create(
            [Tensors.Vector("w", 3)], new Dictionary<string, double> { ["lr"] = 0.25, ["beta2"] = 0.5 });
        ArrayParamGroup group = Assert.Single(optimizer.ParamGroups);
        Assert.Equal((0.25, 0.01, 0.9, 0.5, 1e-8), (group["lr"], group["decay"], group["beta1"], group["beta2"], group["eps"]));
    }

    [Fact]
    public void A_step_takes_the_settings_of_its_group()
    {
        ArrayParameter fast = Tensors.Vector("fast", 100, 1);
        ArrayParameter slow = Tensors.Vector("slow", 100, 1);
        var reference = new SlowAdamW(fast.Value.ToArray());
        float[] gradient = fast.Gradient.ToArray();
        var group = new AdamW.ParamGroup([fast], lr: 0.5, decay: 0.1);
        using var optimizer = new AdamW(group, new AdamW.ParamGroup([slow], lr: 0));
        float[] before = slow.Value.ToArray();
        optimizer.Step();
        reference.Step(gradient, 0.5, decay: 0.1);
        Assert.Equal(reference.W, fast.Value.ToArray());
        Assert.Equal(before, slow.Value.ToArray());

        group.LearningRate = 0.25;
        group["beta1"] = 0.5;
        optimizer.Step();
        reference.Step(gradient, 0.25, decay: 0.1, beta1: 0.5);
        Assert.Equal(reference.W, fast.Value.ToArray());
    }

    [Fact]
    public void Values_out_of_range_are_refused_when_made_and_when_set()
    {
        ArrayParameter[] parameters = [Tensors.Vector("w", 3)];
        var made = Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW.ParamGroup(parameters, beta1: 1));
        Assert.StartsWith("beta1 must be in [0, 1).", made.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(parameters, lr: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(parameters, lr: -1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => AdamW.Info.Create(parameters, new Dictionary<string, double> { ["eps"] = -1e-8 }));

        var group = new AdamW.ParamGroup(parameters);
        Assert.Throws<ArgumentOutOfRangeException>(() => group.Beta1 = -0.1);
        Assert.Throws<ArgumentOutOfRangeException>(() => group["decay"] = double.PositiveInfinity);
        Assert.Throws<ArgumentOutOfRangeException>(() => group["lr"] = double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => group.LearningRate = -1);
        Assert.Equal((0.9, 0.01, 1e-3), (group.Beta1, group.Decay, group.LearningRate));
    }

    [Fact]
    public void A_whole_number_is_whole()
    {
        var group = new Norm.ParamGroup([]);
        group["factor"] = 3;
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => group["factor"] = 2.5);
        Assert.StartsWith("factor must be a whole number.", error.Message);
        Assert.Equal(3, group["factor"]);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest()
    {
        var group = new AdamW.ParamGroup([]);
        var near = Assert.Throws<ArgumentException>(() => group["betta1"]);
        Assert.Equal(
            "AdamW has no hyperparameter 'betta1'. Did you mean 'beta1'? There are: lr, decay, beta1, beta2, eps.", near.Message);
        var far = Assert.Throws<ArgumentException>(() => group["momentum"] = 1);
        Assert.Equal("AdamW has no hyperparameter 'momentum'. There are: lr, decay, beta1, beta2, eps.", far.Message);
        Assert.Throws<ArgumentException>(() => AdamW.Info.Create([], new Dictionary<string, double> { ["Beta1"] = 0.5 }));
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new AdamW.ParamGroup(null!));
        Assert.Throws<ArgumentException>(() => new AdamW.ParamGroup([null!]));
        Assert.Throws<ArgumentNullException>(() => AdamW.Info.Create([], null!));
    }
}
