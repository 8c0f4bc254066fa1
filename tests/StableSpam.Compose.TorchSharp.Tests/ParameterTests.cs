using StableSpamCompose.Arrays;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>Parameters of every kind: what is updated, what is left alone, and what is refused with which words.</summary>
public class ParameterTests
{
    private static readonly float[] Values = [1, -2, 3, -4, 5, -6];
    private static readonly float[] Gradient = [0.5f, -1, 2, -4, 8, -16];

    [Fact]
    public void A_parameter_without_a_gradient_keeps_its_numbers_state_and_clock()
    {
        using Parameter moved = Tensors.Parameter(Values, 6), left = Tensors.Parameter(Values, 6);
        using var optimizer = new AdamW([moved, left]);
        moved.SetGradient(Gradient);
        optimizer.step();

        Assert.NotEqual(Values, moved.Numbers());
        Assert.Equal(Values, left.Numbers());
        Assert.Equal((1, 0), (optimizer.GetState(moved).UpdateClock, optimizer.GetState(left).UpdateClock));
    }

    [Fact]
    public void A_frozen_parameter_is_left_alone_until_it_has_a_gradient()
    {
        using Parameter frozen = Tensors.Parameter(Values, 6);
        frozen.requires_grad = false;
        using var optimizer = new AdamW([frozen]);
        optimizer.step();
        Assert.Equal(Values, frozen.Numbers());

        frozen.requires_grad = true;
        frozen.SetGradient(Gradient);
        optimizer.step();
        Assert.NotEqual(Values, frozen.Numbers());
        Assert.Equal(1, optimizer.GetState(frozen).UpdateClock);
    }

    [Fact]
    public void A_parameter_that_is_given_twice_is_updated_once()
    {
        using Parameter shared = Tensors.Parameter(Values, 6), alone = Tensors.Parameter(Values, 6);
        using var twice = new Lion([shared, shared]);
        using var once = new Lion([alone]);
        foreach (Parameter parameter in new[] { shared, alone })
            parameter.SetGradient(Gradient);
        twice.step();
        once.step();

        Assert.Equal(alone.Bits(), shared.Bits());
        Assert.Single(twice.parameters());
        Assert.Contains("another param group", Assert.Throws<ArgumentException>(() => twice.add_param_group(new Lion.ParamGroup([shared]))).Message);
    }

    [Fact]
    public void Two_parameters_of_one_memory_are_refused()
    {
        using Parameter shared = Tensors.Parameter(Values, 6);
        using var view = new Parameter(shared.detach());

        Assert.Contains("shares its memory", Assert.Throws<ArgumentException>(() => new AdamW([("a", shared), ("b", view)])).Message);
        using var optimizer = new AdamW([shared]);
        Assert.Contains("shares its memory", Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new AdamW.ParamGroup([view]))).Message);
    }

    [Fact]
    public void Two_parameters_of_one_name_are_refused()
    {
        using Parameter a = Tensors.Parameter(Values, 6), b = Tensors.Parameter(Values, 6);

        Assert.Contains("named 'w'", Assert.Throws<ArgumentException>(() => new AdamW([("w", a), ("w", b)])).Message);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Elements_that_do_not_lie_one_after_another_are_updated_all_the_same(bool transposesValue, bool transposesGradient)
    {
        using Parameter plain = Tensors.Parameter(Values, 2, 3);
        plain.SetGradient(Gradient);
        using Parameter strided = transposesValue ? new Parameter(Transposed(Values)) : Tensors.Parameter(Values, 2, 3);
        if (transposesGradient)
        {
            using Tensor gradient = Transposed(Gradient);
            Assert.False(gradient.is_contiguous());
            strided.grad = gradient;
        }
        else
        {
            strided.SetGradient(Gradient);
        }
        Assert.Equal(!transposesValue, strided.is_contiguous());
        using var one = new StableSpam([plain]);
        using var other = new StableSpam([strided]);
        for (int step = 0; step < 3; step++)
        {
            one.step();
            other.step();
        }

        Assert.Equal(plain.Bits(), strided.Bits());
        Assert.Equal(one.GetState(plain)["Adam.m"].Bits(), other.GetState(strided)["Adam.m"].Bits());
        // What is not contiguous cannot be saved.
        Assert.True(other.GetState(strided)["Adam.m"].is_contiguous());
        StateDictTests.Load(StateDictTests.Save(other), one);
    }

    [Fact]
    public void A_view_into_a_larger_tensor_is_updated_where_it_begins()
    {
        using Tensor large = tensor([9f, 9, 1, -2, 9], ScalarType.Float32);
        using var middle = new Parameter(large.narrow(0, 2, 2));
        using Parameter plain = Tensors.Parameter([1, -2], 2);
        foreach (Parameter parameter in new[] { middle, plain })
            parameter.SetGradient(1, -1);
        using var one = new Lion([middle]);
        using var other = new Lion([plain]);
        one.step();
        other.step();

        Assert.Equal(plain.Bits(), middle.Bits());
        Assert.Equal([9, 9, 9], new[] { large.Numbers()[0], large.Numbers()[1], large.Numbers()[4] });
    }

    [Fact]
    public void An_empty_parameter_is_stepped_over()
    {
        using Parameter empty = Tensors.Parameter([], 0, 3), full = Tensors.Parameter(Values, 6);
        using var optimizer = new StableSpam([("empty", empty), ("full", full)]);
        empty.SetGradient();
        full.SetGradient(Gradient);
        optimizer.step();
        optimizer.zero_grad();

        Assert.Equal((1, 1), (optimizer.GetState("empty").UpdateClock, optimizer.GetState("full").UpdateClock));
        Assert.Equal(0, optimizer.GetState("empty")["Adam.m"].numel());
        StateDictTests.Load(StateDictTests.Save(optimizer), optimizer);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, ElementType.BFloat16)]
    [InlineData(ScalarType.Float16, ElementType.Float16)]
    public unsafe void Half_precision_has_the_bits_of_the_array_host(ScalarType type, ElementType elements)
    {
        using Parameter parameter = Tensors.Parameter(type, Values, 6);
        ushort[] value = new ushort[6], gradient = new ushort[6];
        using var optimizer = new StableSpam([parameter], lr: 0.1);
        fixed (ushort* values = value, gradients = gradient)
        {
            using ArrayParameter array = ArrayParameter.FromNative("a", values, gradients, elements, [6]);
            array.CopyValueFrom(Values);
            array.CopyGradientFrom(Gradient);
            using var reference = new Optimizers.StableSpam([array], lr: 0.1);
            parameter.SetGradient(Gradient);
            for (int step = 0; step < 5; step++)
            {
                optimizer.step();
                reference.Step();
            }
            float[] expected = new float[6];
            array.CopyValueTo(expected);
            Assert.Equal(Tensors.Bits(expected), parameter.Bits());
            Assert.Equal(ScalarType.Float32, optimizer.GetState(parameter)["Adam.m"].dtype);
        }
    }

    [Fact]
    public void Types_may_be_mixed()
    {
        using Parameter single = Tensors.Parameter(Values, 6), half = Tensors.Parameter(ScalarType.Float16, Values, 6), brain = Tensors.Parameter(ScalarType.BFloat16, Values, 6);
        using var optimizer = new AdamGradClip([single, half, brain], lr: 0.5);
        foreach (Parameter parameter in optimizer.parameters())
            parameter.SetGradient(Gradient);
        optimizer.step();

        Assert.All(optimizer.parameters(), parameter => Assert.NotEqual(Values, parameter.Numbers()));
    }

    [Fact]
    public void What_cannot_be_optimized_is_refused_with_a_way_out()
    {
        Refused("is sparse", "to_dense", new Parameter(Tensors.Parameter(Values, 6).to_sparse()));
        Refused("is complex", "two parameters", new Parameter(zeros([2], ScalarType.ComplexFloat32)));
        Refused("is Float64", "convert it", Tensors.Parameter(ScalarType.Float64, Values, 6));
        Refused("is Int64", "leave it out", new Parameter(zeros([2], ScalarType.Int64), requires_grad: false));
        Parameter disposed = Tensors.Parameter(Values, 6);
        disposed.Dispose();
        Refused("was disposed of", "module.to", disposed);
        Assert.Contains("'w' is null", Assert.Throws<ArgumentException>(() => new AdamW([("w", null!)])).Message);
    }

    [Fact]
    public void A_sparse_gradient_is_refused_and_nothing_is_updated()
    {
        using Parameter first = Tensors.Parameter(Values, 6), second = Tensors.Parameter(Values, 6);
        using var optimizer = new AdamW([("first", first), ("second", second)]);
        first.SetGradient(Gradient);
        using (Tensor gradient = Tensors.Parameter(Values, 6).to_sparse())
            second.grad = gradient;

        Assert.Contains("'second' is sparse", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
        Assert.Equal(Values, first.Numbers());
        Assert.Equal((0, 0), (optimizer.StepCount, optimizer.GetState("first").UpdateClock));
    }

    [Fact]
    public void A_parameter_that_module_to_replaced_is_named()
    {
        Parameter replaced = Tensors.Parameter(Values, 6);
        using var optimizer = new AdamW([("layer.weight", replaced)]);
        // What module.to(...) does with each parameter, once it has made the new one.
        replaced.Dispose();

        Assert.Contains("'layer.weight' was replaced", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
        Assert.Contains("'layer.weight' was replaced", Assert.Throws<InvalidOperationException>(() => optimizer.zero_grad()).Message);
    }

    [Fact]
    public void A_parameter_that_changed_behind_its_handle_is_refused()
    {
        using Parameter parameter = Tensors.Parameter(Values, 6);
        using var optimizer = new AdamW([("w", parameter)]);
        parameter.SetGradient(Gradient);
        using (Tensor shorter = tensor([1f, 2], ScalarType.Float32))
            parameter.set_(shorter);

        Assert.Contains("6 elements on cpu and is now Float32 with 2", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
    }

    [Fact]
    public void Memory_that_moves_is_followed()
    {
        using Parameter parameter = Tensors.Parameter(Values, 6);
        using var optimizer = new Lion([parameter]);
        using (Tensor elsewhere = tensor(Values, ScalarType.Float32))
            parameter.set_(elsewhere);
        parameter.SetGradient(Gradient);
        optimizer.step();

        Assert.NotEqual(Values, parameter.Numbers());
    }

    [Fact]
    public void A_state_tensor_that_was_disposed_of_is_named()
    {
        using Parameter parameter = Tensors.Parameter(Values, 6);
        using var optimizer = new AdamW([("w", parameter)]);
        parameter.SetGradient(Gradient);
        optimizer.GetState("w")["Adam.v"].Dispose();

        Assert.Contains("Adam.v of parameter 'w' was disposed of", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
    }

    private static void Refused(string why, string wayOut, Parameter parameter)
    {
        using (parameter)
        {
            string message = Assert.Throws<ArgumentException>(() => new AdamW([("w", parameter)])).Message;
            Assert.Contains($"Parameter 'w' {why}", message);
            Assert.Contains(wayOut, message);
        }
    }

    // [2, 3] with the numbers in the order of its shape, kept as the transpose of [3, 2].
    private static Tensor Transposed(float[] values)
    {
        using Tensor kept = tensor([values[0], values[3], values[1], values[4], values[2], values[5]], [3, 2]);
        return kept.t();
    }
}
