using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace StableSpamCompose.Torch.Tests;

/// <summary>Param groups, options, and the interfaces that schedules drive them by.</summary>
public class GroupTests
{
    [Fact]
    public void What_options_leave_open_they_take_from_the_optimizer()
    {
        using Parameter a = Tensors.Parameter([1], 1), b = Tensors.Parameter([1], 1), c = Tensors.Parameter([1], 1);
        var open = new AdamW.ParamGroup { Parameters = [a] };
        var partly = new AdamW.ParamGroup([b], beta2: 0.5);
        var set = new AdamW.ParamGroup([c], new AdamW.Options { LearningRate = 0.25, eps = 0.125, maximize = true });
        using var optimizer = new AdamW([open, partly, set], lr: 0.5, beta1: 0.75);

        Assert.Equal((0.5, 0.75, 0.999, 1e-8, false), (open.LearningRate, open.Beta1, open.Beta2, open.Eps, open.Options.maximize!.Value));
        Assert.Equal((0.5, 0.75, 0.5, 1e-8), (partly.LearningRate, partly.Beta1, partly.Beta2, partly.Eps));
        Assert.Equal((0.25, 0.75, 0.999, 0.125, true), (set.LearningRate, set.Beta1, set.Beta2, set.Eps, set.Options.maximize!.Value));
        Assert.Equal([0.5, 0.5, 0.25], optimizer.ParamGroups.Select(group => group.InitialLearningRate));
    }

    [Fact]
    public void A_sequence_of_parameters_is_walked_once()
    {
        int walks = 0;
        using Parameter parameter = Tensors.Parameter([1], 1);
        using var optimizer = new AdamW(Lazy());
        parameter.SetGradient(1);
        optimizer.step();
        optimizer.step();
        optimizer.zero_grad();
        Assert.Equal(1, walks);

        IEnumerable<Parameter> Lazy()
        {
            walks++;
            yield return parameter;
        }
    }

    [Fact]
    public void Hyperparameters_change_while_training()
    {
        using Parameter a = Tensors.Parameter([1], 1), b = Tensors.Parameter([1], 1);
        var group = new Sgd.ParamGroup([a], lr: 1);
        using var optimizer = new Sgd([group, new Sgd.ParamGroup([b], lr: 1)]);
        a.SetGradient(1);
        b.SetGradient(1);
        optimizer.step();
        group.LearningRate = 0.5;
        optimizer.step();
        group.WeightDecay = 2;
        optimizer.step();

        // 1 - 1, - 0.5 * 1, - 0.5 * (1 + 2 * -0.5)
        Assert.Equal(-0.5f, a.Numbers()[0]);
        Assert.Equal(-2f, b.Numbers()[0]);
    }

    [Fact]
    public void A_group_may_join_later()
    {
        using Parameter a = Tensors.Parameter([1], 1), b = Tensors.Parameter([1], 1);
        using var optimizer = new AdamW([("a", a)]);
        a.SetGradient(1);
        optimizer.step();
        b.SetGradient(1);
        optimizer.add_param_group(new AdamW.ParamGroup([("b", b)], lr: 0.5));
        optimizer.step();

        Assert.Equal((2, 2, 1), (optimizer.StepCount, optimizer.GetState("a").UpdateClock, optimizer.GetState("b").UpdateClock));
        Assert.Equal([1e-3, 0.5], optimizer.ParamGroups.Select(group => group.LearningRate));
    }

    [Fact]
    public void A_group_of_the_base_type_is_as_good()
    {
        using Parameter a = Tensors.Parameter([1], 1);
        using var optimizer = new Sgd(Array.Empty<Sgd.ParamGroup>(), lr: 1);
        optimizer.add_param_group(new ParamGroup { Parameters = [a] });
        a.SetGradient(1);
        optimizer.step();

        Assert.Equal(0f, a.Numbers()[0]);
    }

    [Fact]
    public void Options_of_another_optimizer_or_of_another_group_are_refused()
    {
        using Parameter a = Tensors.Parameter([1], 1), b = Tensors.Parameter([1], 1);
        var options = new AdamW.Options();
        using var optimizer = new AdamW([new AdamW.ParamGroup([a], options)]);

        Assert.Contains("use AdamW.Options", Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new Lion.ParamGroup([b], new Lion.Options()))).Message);
        Assert.Contains("of its own", Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new AdamW.ParamGroup([b], options))).Message);
        Assert.Contains("no parameters", Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new AdamW.ParamGroup())).Message);
        Assert.Single(optimizer.parameters());
    }

    [Fact]
    public void A_refused_group_is_not_added_in_part()
    {
        using Parameter good = Tensors.Parameter([1], 1), bad = Tensors.Parameter(TorchSharp.torch.ScalarType.Float64, [1], 1);
        using var optimizer = new AdamW(Array.Empty<Parameter>());

        Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new AdamW.ParamGroup([("good", good), ("bad", bad)])));
        Assert.Empty(optimizer.parameters());
        optimizer.add_param_group(new AdamW.ParamGroup([("good", good)]));
        Assert.Single(optimizer.parameters());
    }

    [Fact]
    public void Values_outside_their_range_are_refused_when_set()
    {
        using Parameter a = Tensors.Parameter([1], 1);
        Assert.Equal("beta1", Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW([a], beta1: AtRunTime(1))).ParamName);
        Assert.Equal("lr", Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW([a], lr: AtRunTime(-1))).ParamName);
        Assert.Equal("beta2", Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW.Options { beta2 = AtRunTime(-1) }).ParamName);
        var group = new AdamW.ParamGroup([a]);
        using var optimizer = new AdamW([group]);
        Assert.Equal("eps", Assert.Throws<ArgumentOutOfRangeException>(() => group.Eps = AtRunTime(double.NaN)).ParamName);
        // The learning rate is TorchSharp's property, so it is looked at when it is used.
        group.LearningRate = AtRunTime(double.NaN);
        Assert.Equal("lr", Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.step()).ParamName);
        group.LearningRate = 1;
        group.Options.eps = null;
        Assert.Contains("eps is null", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
    }

    [Fact]
    public void Betas_and_momentum_are_on_optimizer_and_group_where_there_are_some()
    {
        using Parameter a = Tensors.Parameter([1], 1);
        var group = new StableSpam.ParamGroup([a]);
        using var betas = new StableSpam([group]);
        using var momentum = new SgdMomentum([Tensors.Parameter([1], 1)]);
        using TorchOptimizer neither = new Sgd([Tensors.Parameter([1], 1)]);

        ((IBetas)betas).Betas = (0.5, 0.25);
        Assert.Equal((0.5, 0.25, (0.5, 0.25)), (group.Beta1, group.Beta2, ((IBetas)group).Betas));
        ((IBetas)group).Betas = (0.125, 0.75);
        Assert.Equal((0.125, 0.75), (group.Beta1, group.Beta2));
        ((IMomentum)momentum).Momentum = 0.5;
        Assert.Equal(0.5, ((IMomentum)momentum.ParamGroups.Single()).Momentum);
        Assert.Equal(0.5, momentum.Momentum);
        Assert.False(neither is IMomentum or IBetas || neither.ParamGroups.Single() is IMomentum or IBetas);
        Assert.False((TorchOptimizer)betas is IMomentum || (TorchOptimizer)momentum is IBetas);
    }

    [Fact]
    public void What_is_set_everywhere_is_the_default_of_groups_to_come()
    {
        using Parameter a = Tensors.Parameter([1], 1);
        using var optimizer = new AdamW(Array.Empty<Parameter>());
        optimizer.Betas = (0.5, 0.25);
        var group = new AdamW.ParamGroup([a]);
        optimizer.add_param_group(group);

        Assert.Equal((0.5, 0.25), group.Betas);
    }

    // The build refuses constants.
    private static double AtRunTime(double value) => value;
}
