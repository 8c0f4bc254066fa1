using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>What a step does beside its numbers: closures, climbing, schedules, skipped steps.</summary>
public class StepTests
{
    private static readonly float[] Values = [1, -2, 3, -4, 5, -6];
    private static readonly float[] Gradient = [0.5f, -1, 2, -4, 8, -16];

    [Fact]
    public void A_closure_computes_the_loss_with_gradients_before_the_update()
    {
        using Parameter parameter = Tensors.Parameter([1], 1);
        using var optimizer = new Sgd([parameter], lr: 1);
        using Tensor expected = tensor([7f], ScalarType.Float32);
        float seen = 0;
        bool hadGradients = false;
        Tensor? loss;
        using (no_grad())
        {
            loss = optimizer.step(() =>
            {
                seen = parameter.Numbers()[0];
                hadGradients = is_grad_enabled();
                parameter.SetGradient(3);
                return expected;
            });
        }

        Assert.Same(expected, loss);
        Assert.True(hadGradients);
        Assert.Equal((1f, -2f), (seen, parameter.Numbers()[0]));
        Assert.Null(optimizer.step());
    }

    [Theory]
    [InlineData("AdamW")]
    [InlineData("StableSpam")]
    [InlineData("Lion")]
    [InlineData("AdamGradClip")]
    public void Climbing_is_descending_the_other_gradient(string name)
    {
        using Parameter climbs = Tensors.Parameter(Values, 6), descends = Tensors.Parameter(Values, 6);
        using TorchOptimizer up = TorchLibrary.Create(name, [("w", climbs)], new Dictionary<string, double>());
        using TorchOptimizer down = TorchLibrary.Create(name, [("w", descends)], new Dictionary<string, double>());
        var options = (TorchOptions)up.state_dict().Options[0];
        for (int step = 0; step < 6; step++)
        {
            options.maximize = step % 3 != 2;
            climbs.SetGradient(Gradient);
            descends.SetGradient(options.maximize.Value ? Array.ConvertAll(Gradient, x => -x) : Gradient);
            up.step();
            down.step();
            Assert.Equal(descends.Bits(), climbs.Bits());
        }
        Assert.Equal(Gradient, climbs.grad!.Numbers());
    }

    [Fact]
    public void Maximize_is_a_constructor_parameter()
    {
        using Parameter parameter = Tensors.Parameter([1], 1);
        using var optimizer = new Sgd([parameter], lr: 1, maximize: true);
        parameter.SetGradient(2);
        optimizer.step();

        Assert.Equal(3f, parameter.Numbers()[0]);
    }

    [Fact]
    public void A_schedule_sets_the_rate_of_every_group()
    {
        using Parameter a = Tensors.Parameter([0], 1), b = Tensors.Parameter([0], 1);
        using var optimizer = new Sgd([new Sgd.ParamGroup([a], lr: 1), new Sgd.ParamGroup([b], lr: 2)]);
        optim.lr_scheduler.LRScheduler schedule = optim.lr_scheduler.StepLR(optimizer, 2, 0.5);
        for (int step = 0; step < 5; step++)
        {
            a.SetGradient(1);
            b.SetGradient(1);
            optimizer.step();
            schedule.step();
        }

        // 1, 1, 0.5, 0.5, 0.25
        Assert.Equal((-3.25f, -6.5f), (a.Numbers()[0], b.Numbers()[0]));
        optim.lr_scheduler.LambdaLR(optimizer, epoch => 0.1);
        Assert.Equal([0.1, 0.2], optimizer.ParamGroups.Select(group => group.LearningRate));
    }

    [Fact]
    public void One_cycle_moves_rate_and_betas_of_the_group()
    {
        using Parameter parameter = Tensors.Parameter(Values, 6);
        var group = new AdamW.ParamGroup([parameter]);
        using var optimizer = new AdamW([group]);
        var schedule = new optim.lr_scheduler.impl.OneCycleLR(optimizer, 0.1, total_steps: 10);
        (double, double) first = (group.LearningRate, group.Beta1);
        for (int step = 0; step < 5; step++)
        {
            parameter.SetGradient(Gradient);
            optimizer.step();
            schedule.step();
        }

        Assert.Equal((0.004, 0.95), (Math.Round(first.Item1, 12), Math.Round(first.Item2, 12)));
        Assert.NotEqual(first, (group.LearningRate, group.Beta1));
        Assert.Equal(0.999, group.Beta2);
    }

    [Fact]
    public void One_cycle_moves_momentum_where_there_is_no_beta()
    {
        var group = new SgdMomentum.ParamGroup([Tensors.Parameter(Values, 6)]);
        using var optimizer = new SgdMomentum([group]);
        var schedule = new optim.lr_scheduler.impl.OneCycleLR(optimizer, 0.1, total_steps: 10);
        schedule.step();

        Assert.Equal(0.9, Math.Round(group.Momentum, 12));
    }

    [Fact]
    public void Zero_grad_clears_what_there_is()
    {
        using Parameter with = Tensors.Parameter(Values, 6), without = Tensors.Parameter(Values, 6), strided = Tensors.Parameter(Values, 2, 3);
        using var optimizer = new AdamW([with, without, strided]);
        with.SetGradient(Gradient);
        using (Tensor gradient = tensor(Gradient, [3, 2]).t())
            strided.grad = gradient;
        optimizer.zero_grad();

        Assert.Equal(new float[6], with.grad!.Numbers());
        Assert.Equal(new float[6], strided.grad!.Numbers());
        Assert.Null(without.grad);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        float[] values = [.. Enumerable.Range(0, 100_000).Select(i => (float)Math.Sin(i))];
        int[][] bits = [.. new[] { 1, 3 }.Select(threads =>
        {
            using Parameter parameter = Tensors.Parameter(values, values.Length);
            using var optimizer = new StableSpam([parameter]) { Threads = threads };
            parameter.SetGradient(values);
            optimizer.step();
            Assert.Equal(threads, optimizer.Threads);
            return parameter.Bits();
        })];
        Assert.Equal(bits[0], bits[1]);
    }
}
