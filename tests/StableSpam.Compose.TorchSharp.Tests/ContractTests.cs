#if TORCH_CONTRACT
using TorchSharp;
using TorchSharp.Contract;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>The test double has TorchSharp's traps, so that code which falls into one fails here.</summary>
public class ContractTests
{
    [Fact]
    public void Zero_leaves_a_wrapper_behind()
    {
        using Tensor tensor = zeros([3]);
        long before = Tensor.TotalCount;
        using Tensor wrapper = tensor.zero_();

        Assert.NotSame(tensor, wrapper);
        Assert.Equal(before + 1, Tensor.TotalCount);
    }

    [Fact]
    public void A_gradient_is_a_new_wrapper_with_every_call()
    {
        using Parameter parameter = Tensors.Parameter([1, 2], 2);
        parameter.SetGradient(1, 2);
        using Tensor first = parameter.grad!, second = parameter.grad!;

        Assert.NotEqual(first.Handle, second.Handle);
        Assert.Equal(first.Bits(), second.Bits());
    }

    [Fact]
    public void Zeros_like_a_transposed_tensor_are_not_contiguous()
    {
        using Tensor tensor = zeros([2, 3]).t();
        using Tensor like = zeros_like(tensor);

        Assert.False(like.is_contiguous());
        Assert.Throws<InvalidOperationException>(() => like.Save(new BinaryWriter(new MemoryStream())));
    }

    [Fact]
    public void A_parameter_of_a_handle_is_a_scalar_of_the_handles_number()
    {
        using Tensor tensor = zeros([3]);
        nint handle = tensor.Handle;

        Assert.Throws<InvalidOperationException>(() => new Parameter(handle));
        using var scalar = new Parameter(handle, requires_grad: false);
        Assert.Equal((ScalarType.Int64, 1L), (scalar.dtype, scalar.numel()));
    }

    [Fact]
    public void A_parameter_takes_the_handle_of_its_tensor()
    {
        Tensor data = zeros([3]);
        nint handle = data.Handle;
        using var parameter = new Parameter(data);

        Assert.True(data.IsInvalid);
        Assert.Equal(handle, parameter.Handle);
        Assert.Contains("empty handle", Assert.Throws<InvalidOperationException>(() => data.Handle).Message);
    }

    [Fact]
    public void A_scope_disposes_of_what_was_made_in_it_and_not_detached()
    {
        Tensor kept, lost;
        using (NewDisposeScope())
        {
            kept = zeros([3]).DetachFromDisposeScope();
            lost = zeros([3]);
        }
        Assert.Equal((false, true), (kept.IsInvalid, lost.IsInvalid));
        kept.Dispose();
    }

    [Fact]
    public void The_second_group_of_a_one_cycle_schedule_stays_in_the_first_phase()
    {
        using var optimizer = new Sgd([new Sgd.ParamGroup([Tensors.Parameter([1], 1)]), new Sgd.ParamGroup([Tensors.Parameter([1], 1)])]);
        var schedule = new optim.lr_scheduler.impl.OneCycleLR(optimizer, 0.1, total_steps: 10, cycle_momentum: false);
        for (int step = 0; step < 6; step++)
            schedule.step();
        double[] rates = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];

        Assert.NotEqual(rates[0], rates[1]);
    }

    [Fact]
    public void A_group_of_another_type_reaches_the_step_of_the_base_class_as_null()
    {
        var optimizer = new Trapped();
        optimizer.add_param_group(new ParamGroup { Parameters = [] });
        optimizer.step();

        Assert.Null(Assert.Single(optimizer.Seen));
    }

    [Fact]
    public void The_ledger_tells_what_is_freed_twice_or_used_after()
    {
        int before = HandleLedger.Violations.Count;
        Tensor tensor = zeros([3]);
        Tensor twin = Tensor.UnsafeCreateTensor(tensor.Handle);
        tensor.Dispose();
        Assert.Throws<InvalidOperationException>(() => twin.numel());
        twin.Dispose();

        Assert.Equal(before + 2, HandleLedger.Violations.Count);
        HandleLedger.ForgetViolations();
    }

    private sealed class Trapped : OptimizerHelper
    {
        public Trapped() => _parameter_groups = [];

        public List<object?> Seen { get; } = [];

        public override Tensor? step(Func<Tensor>? closure = null) => _step<Sgd.ParamGroup>(Seen.Add, closure);
    }
}
#endif
