using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>Nothing is leaked, nothing is freed twice, and nothing that lives is freed.</summary>
public class LifetimeTests
{
    private static readonly float[] Values = [.. Enumerable.Range(1, 300).Select(i => (float)i)];

    [Fact]
    public void Ten_thousand_steps_leave_nothing_behind()
    {
        using Parameter a = Tensors.Parameter(Values, 300), b = Tensors.Parameter(Values, 3, 100);
        using var optimizer = new StableSpam([("a", a), ("b", b)]) { Threads = 1 };
        a.SetGradient(Values);
        b.SetGradient(Values);
        Collect();
        Step(50);
        Counts before = Counts.Now();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Step(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - bytes);
        Assert.Equal(before, Counts.Now());
        Assert.Equal(10_050, optimizer.StepCount);

        void Step(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                optimizer.step();
                optimizer.zero_grad();
            }
        }
    }

    [Fact]
    public void A_gradient_that_is_copied_leaves_nothing_behind_either()
    {
        using Parameter parameter = Tensors.Parameter(Values, 3, 100);
        using var optimizer = new AdamW([parameter]) { Threads = 1 };
        using (Tensor gradient = tensor(Values, [100, 3]).t())
            parameter.grad = gradient;
        optimizer.step();
        optimizer.zero_grad();
        Collect();
        Counts before = Counts.Now();
        for (int i = 0; i < 100; i++)
        {
            optimizer.step();
            optimizer.zero_grad();
        }

        Assert.Equal(before, Counts.Now());
    }

    [Fact]
    public void State_that_is_made_or_loaded_in_a_scope_outlives_it()
    {
        using Parameter parameter = Tensors.Parameter(Values, 300), twin = Tensors.Parameter(Values, 300);
        AdamW optimizer, other;
        using (NewDisposeScope())
        {
            optimizer = new AdamW([("w", parameter)]);
            other = new AdamW([("w", twin)]);
            optimizer.load_state_dict(other.state_dict());
            optimizer.to(CPU);
        }
        parameter.SetGradient(Values);
        optimizer.step();
        StateDictTests.Load(StateDictTests.Save(other), optimizer);
        optimizer.Dispose();
        other.Dispose();
    }

    [Fact]
    public void Dispose_frees_the_state_once_and_ends_the_optimizer()
    {
        using Parameter parameter = Tensors.Parameter(Values, 300);
        Collect();
        Counts before = Counts.Now();
        var optimizer = new AdamW([("w", parameter)]);
        Tensor moment = optimizer.GetState("w")["Adam.m"];
        Assert.NotEqual(before, Counts.Now());
        optimizer.Dispose();
        optimizer.Dispose();

        Assert.True(moment.IsInvalid);
        Assert.False(parameter.IsInvalid);
        Assert.Equal(before.Handles, Counts.Now().Handles);
        Assert.Throws<ObjectDisposedException>(() => optimizer.step());
        Assert.Throws<ObjectDisposedException>(() => optimizer.zero_grad());
        Assert.Throws<ObjectDisposedException>(() => optimizer.add_param_group(new AdamW.ParamGroup { Parameters = [] }));
        AssertNothingFreedTwice();
    }

    [Fact]
    public void An_optimizer_that_nobody_disposed_of_is_collected()
    {
        using Parameter parameter = Tensors.Parameter(Values, 300);
        Collect();
        Counts before = Counts.Now();
        Forget(parameter);
        Collect();

        Assert.Equal(before.Handles, Counts.Now().Handles);
        AssertNothingFreedTwice();
    }

    [Fact]
    public void The_finalizer_leaves_state_that_is_still_held_alone()
    {
        using Parameter parameter = Tensors.Parameter(Values, 300);
        Tensor moment = MomentOfForgotten(parameter);
        Collect();

        Assert.False(moment.IsInvalid);
        Assert.Equal(300, moment.numel());
        moment.Dispose();
        AssertNothingFreedTwice();
    }

    [Fact]
    public void A_constructor_that_fails_leaves_nothing_behind()
    {
        using Parameter good = Tensors.Parameter(Values, 300), bad = Tensors.Parameter(ScalarType.Float64, Values, 300);
        Collect();
        Counts before = Counts.Now();

        Assert.Throws<ArgumentException>(() => new AdamW([new AdamW.ParamGroup([good]), new AdamW.ParamGroup([bad])]));
        Assert.Equal(before.Handles, Counts.Now().Handles);
    }

    [Fact]
    public void A_step_that_fails_leaves_nothing_behind()
    {
        using Parameter parameter = Tensors.Parameter(Values, 300);
        using var optimizer = new AdamW([parameter]);
        using (Tensor sparse = parameter.to_sparse())
            parameter.grad = sparse;
        Collect();
        Counts before = Counts.Now();

        Assert.Throws<InvalidOperationException>(() => optimizer.step());
        Assert.Equal(before.Handles, Counts.Now().Handles);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(Parameter parameter)
    {
        parameter.SetGradient(Values);
        new AdamW([("w", parameter)]).step();
        parameter.grad = null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor MomentOfForgotten(Parameter parameter) => new AdamW([("w", parameter)]).GetState("w")["Adam.m"];

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static void AssertNothingFreedTwice()
    {
#if TORCH_CONTRACT
        Assert.Empty(TorchSharp.Contract.HandleLedger.Violations);
#endif
    }

    /// <summary>What there is of tensors: native handles where they can be counted, managed wrappers, and what this thread's scopes count.</summary>
    private sealed record Counts(long Handles, long Wrappers, long Thread)
    {
        public static Counts Now() => new(
#if TORCH_CONTRACT
            TorchSharp.Contract.HandleLedger.LiveCount,
#else
            Tensor.TotalCount,
#endif
            Tensor.TotalCount,
            DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
