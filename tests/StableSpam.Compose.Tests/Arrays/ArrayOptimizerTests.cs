using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Tests.Programs;

namespace StableSpamCompose.Tests.Arrays;

public sealed class ArrayOptimizerTests
{
    [Fact]
    public void It_describes_itself()
    {
        using var optimizer = new AdamW([Tensors.Vector("w", 3)]);
        Assert.Same(AdamW.Info, optimizer.Description);
        Assert.Same(AdamW.Info.Plan, optimizer.Plan);
        Assert.Equal(0, optimizer.StepCount);
        Assert.Equal(Environment.ProcessorCount, optimizer.Threads);
        optimizer.Threads = 3;
        Assert.Equal(3, optimizer.Threads);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Threads = 0);
    }

    [Fact]
    public void Steps_follow_the_plain_loop()
    {
        ArrayParameter w = Tensors.Vector("w", 1000);
        var reference = new SlowAdamW(w.Value.ToArray());
        using var optimizer = new AdamW([w], lr: 0.01);
        for (int step = 1; step <= 50; step++)
        {
            Tensors.NewGradient(w, step);
            reference.Step(w.Gradient.ToArray(), 0.01);
            optimizer.Step();
        }
        Assert.Equal(50, optimizer.StepCount);
        Assert.Equal(reference.W, w.Value.ToArray());
        Assert.Equal(reference.V, optimizer.State("w")["Adam.v"].Span.ToArray());
    }

    [Fact]
    public void A_step_follows_memory_that_was_replaced()
    {
        ArrayParameter w = Tensors.Vector("w", 10);
        using var optimizer = new AdamW([w], lr: 0.5);
        optimizer.Step();
        float[] old = w.Value.ToArray();
        float[] value = new float[10];
        w.Replace(value, Tensors.Numbers(10, 3), [10]);
        optimizer.Step();
        Assert.NotEqual(new float[10], value);
        Assert.NotEqual(old, value);
    }

    [Fact]
    public unsafe void A_step_follows_native_memory_that_was_replaced()
    {
        float[] first = [1, 2], second = [3, 4], gradient = [1, -1];
        fixed (float* firstValue = first, secondValue = second, ofBoth = gradient)
        {
            using var w = ArrayParameter.FromNative("w", firstValue, ofBoth, ElementType.Float32, [2]);
            using var optimizer = new AdamW([w], lr: 0.5);
            optimizer.Step();
            float[] before = [.. first];
            w.ReplaceNative(secondValue, ofBoth, [2]);
            optimizer.Step();
            Assert.Equal(before, first);
            Assert.NotEqual([3, 4], second);
        }
    }

    [Fact]
    public void A_step_leaves_out_what_has_no_gradient_any_more_and_takes_in_what_has_one_again()
    {
        ArrayParameter w = Tensors.Vector("w", 10);
        using var optimizer = new AdamW([w, Tensors.Vector("other", 3)], lr: 0.5);
        optimizer.Step();
        float[] before = w.Value.ToArray();
        w.HasGradient = false;
        optimizer.Step();
        Assert.Equal(before, w.Value.ToArray());
        w.HasGradient = true;
        optimizer.Step();
        Assert.NotEqual(before, w.Value.ToArray());
    }

    [Fact]
    public void A_step_takes_in_the_parameters_of_a_group_that_was_added()
    {
        ArrayParameter late = Tensors.Vector("late", 10);
        float[] before = late.Value.ToArray();
        using var optimizer = new AdamW([Tensors.Vector("w", 3)], lr: 0.5);
        optimizer.Step();
        optimizer.AddParamGroup([late], new Dictionary<string, double> { ["lr"] = 0.5 });
        optimizer.Step();
        Assert.NotEqual(before, late.Value.ToArray());
    }

    [Fact]
    public void A_step_refuses_a_parameter_that_was_disposed()
    {
        ArrayParameter w = Tensors.Vector("w", 10);
        using var optimizer = new AdamW([w]);
        optimizer.Step();
        w.Dispose();
        Assert.Throws<ObjectDisposedException>(optimizer.Step);
        Assert.Throws<ObjectDisposedException>(optimizer.Step);
    }

    [Fact]
    public void Zeroed_gradients_are_zero_and_still_gradients()
    {
        ArrayParameter w = Tensors.Vector("w", 10);
        ArrayParameter none = Tensors.Vector("none", 10);
        none.HasGradient = false;
        using var optimizer = new AdamW([w, none]);
        optimizer.ZeroGradients();
        Assert.All(w.Gradient.ToArray(), value => Assert.Equal(0, value));
        Assert.All(none.Gradient.ToArray(), value => Assert.Equal(0, value));
        Assert.True(w.HasGradient);
        Assert.False(none.HasGradient);
    }

    [Fact]
    public void States_are_found_by_parameter_and_name()
    {
        using var optimizer = new Norm([Tensors.Vector("a", 5), Tensors.Vector("b", 7)]);
        StateView state = optimizer.State("b");
        Assert.Equal(["Norm.average", "Norm.count", "Norm.since", "Norm.largest"], state.Select(entry => entry.Name));
        Assert.Equal(4, state.Count);
        Assert.Equal((StateScope.Tensor, ElementType.Float64, 1), (state["Norm.average"].Scope, state["Norm.average"].Type, state["Norm.average"].Value));
        Assert.Equal((StateScope.Element, ElementType.Float32, 7), (state["Norm.count"].Scope, state["Norm.count"].Type, state["Norm.count"].Span.Length));
        Assert.Equal((StateScope.Step, ElementType.Float64, 10), (state["Norm.since"].Scope, state["Norm.since"].Type, state["Norm.since"].Value));
        Assert.All(state["Norm.count"].Span.ToArray(), count => Assert.Equal(2, count));
        state["Norm.largest"].Value = 5;
        Assert.Equal(5, optimizer.State("b")["Norm.largest"].Value);
        Assert.Equal(0, optimizer.State("a")["Norm.largest"].Value);
    }

    [Fact]
    public void A_state_that_is_not_there_is_answered_with_those_that_are()
    {
        using var optimizer = new AdamW([Tensors.Vector("weight", 5)]);
        var state = Assert.Throws<ArgumentException>(() => optimizer.State("weight")["Adam.n"]);
        Assert.Equal("Parameter 'weight' has no state 'Adam.n'. Did you mean 'Adam.m'? There are: Adam.m, Adam.v.", state.Message);
        var parameter = Assert.Throws<ArgumentException>(() => optimizer.State("wight"));
        Assert.Equal("AdamW has no parameter 'wight'. Did you mean 'weight'? There is: weight.", parameter.Message);
    }

    [Fact]
    public void A_state_of_another_scope_says_how_to_read_it()
    {
        using var optimizer = new Norm([Tensors.Vector("w", 5)]);
        var span = Assert.Throws<InvalidOperationException>(() => optimizer.State("w")["Norm.average"].Span.Length);
        Assert.Equal("Norm.average is a single number: read its Value.", span.Message);
        var value = Assert.Throws<InvalidOperationException>(() => optimizer.State("w")["Norm.count"].Value);
        Assert.Equal("Norm.count has a number for each element: read its Span.", value.Message);
        Assert.Throws<InvalidOperationException>(() => optimizer.State("w")["Norm.count"].Value = 1);
    }

    [Fact]
    public void A_parameter_is_given_once()
    {
        ArrayParameter w = Tensors.Vector("w", 3);
        var within = Assert.Throws<ArgumentException>(() => new AdamW([w, w]));
        Assert.StartsWith("Parameter 'w' is given to AdamW twice; it would be updated twice a step.", within.Message);
        using var optimizer = new AdamW([w]);
        Assert.Throws<ArgumentException>(() => optimizer.AddParamGroup(new AdamW.ParamGroup([w])));
        Assert.Single(optimizer.ParamGroups);
    }

    [Fact]
    public void A_name_is_given_once_and_a_refused_group_leaves_nothing_behind()
    {
        var within = Assert.Throws<ArgumentException>(() => new AdamW([Tensors.Vector("w", 3), Tensors.Vector("w", 4)]));
        Assert.StartsWith("Two parameters of AdamW are named 'w'. State is found by name: give each its own.", within.Message);

        using var optimizer = new AdamW([Tensors.Vector("w", 3)]);
        Assert.Throws<ArgumentException>(
            () => optimizer.AddParamGroup(new AdamW.ParamGroup([Tensors.Vector("b", 3), Tensors.Vector("w", 4)])));
        Assert.Single(optimizer.ParamGroups);
        Assert.Throws<ArgumentException>(() => optimizer.State("b"));
        optimizer.AddParamGroup(new AdamW.ParamGroup([Tensors.Vector("b", 3)]));
    }

    [Fact]
    public void A_group_of_another_optimizer_is_refused()
    {
        using var optimizer = new AdamW([Tensors.Vector("w", 3)]);
        var error = Assert.Throws<ArgumentException>(() => optimizer.AddParamGroup(new Norm.ParamGroup([Tensors.Vector("b", 3)])));
        Assert.StartsWith("A param group of Norm cannot be added to AdamW: use AdamW.ParamGroup.", error.Message);
    }

    [Fact]
    public void A_disposed_parameter_stops_the_step_before_anything_changes()
    {
        ArrayParameter first = Tensors.Vector("first", 3);
        ArrayParameter second = Tensors.Vector("second", 3);
        using var optimizer = new AdamW([first, second]);
        float[] before = first.Value.ToArray();
        second.Dispose();
        var error = Assert.Throws<ObjectDisposedException>(optimizer.Step);
        Assert.StartsWith("Parameter 'second' is disposed.", error.Message);
        Assert.Equal(before, first.Value.ToArray());
        Assert.Equal(0, optimizer.StepCount);
    }

    [Fact]
    public void No_parameters_is_fine()
    {
        using var optimizer = new AdamW(Array.Empty<ArrayParameter>());
        optimizer.Step();
        using var none = new AdamW(Array.Empty<AdamW.ParamGroup>());
        none.Step();
        none.ZeroGradients();
        Assert.Equal(1, none.StepCount);
    }

    [Fact]
    public void A_disposed_optimizer_says_so_and_leaves_the_parameters()
    {
        ArrayParameter w = Tensors.Vector("w", 3);
        var optimizer = new Norm([w]);
        StateView state = optimizer.State("w");
        optimizer.Dispose();
        optimizer.Dispose();
        Assert.Throws<ObjectDisposedException>(optimizer.Step);
        Assert.Throws<ObjectDisposedException>(optimizer.ZeroGradients);
        Assert.Throws<ObjectDisposedException>(() => optimizer.State("w"));
        Assert.Throws<ObjectDisposedException>(() => optimizer.AddParamGroup(new Norm.ParamGroup([])));
        Assert.Throws<ObjectDisposedException>(() => state["Norm.count"].Span.Length);
        Assert.Throws<ObjectDisposedException>(() => state["Norm.average"].Value);
        Assert.Equal(3, w.Value.Length);
    }

    [Fact]
    public void The_array_host_takes_engines_in_fp32() =>
        Assert.Throws<ArgumentException>(() => new Wide());

    private sealed class Wide()
        : ArrayOptimizer(
            Norm.Info,
            new StepEngine<NormProgram, NormProgram.Step, NormProgram.Tensor, Doubled, Doubled, Doubled>());

    private readonly unsafe struct Doubled : StableSpamCompose.Storage.IStorage
    {
        public static int Size => sizeof(double);

        public static TLanes Load<TLanes>(void* array, nint index)
            where TLanes : unmanaged, StableSpamCompose.Simd.ILanes<TLanes> => throw new NotSupportedException();

        public static void Store<TLanes>(TLanes value, void* array, nint index)
            where TLanes : unmanaged, StableSpamCompose.Simd.ILanes<TLanes> => throw new NotSupportedException();

        public static void StoreStochastically<TLanes>(TLanes value, void* array, nint index, in RandomStream random)
            where TLanes : unmanaged, StableSpamCompose.Simd.ILanes<TLanes> => throw new NotSupportedException();
    }
}
