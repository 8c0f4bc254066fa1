using StableSpamCompose.Execution;
using TorchSharp;

namespace StableSpamCompose.Torch;

/// <summary>
/// The passes of a program as TorchSharp operations, for tensors on devices that have no kernels here. Generated code says what
/// each pass computes.
/// </summary>
/// <remarks>
/// Sums are those of the device, and <c>fma</c> rounds twice, so the numbers agree with the kernels' within rounding and not to
/// the bit. Random numbers are the kernels' own: the host draws them and copies them to the device.
/// </remarks>
/// <typeparam name="TStep">Step values of the program.</typeparam>
/// <typeparam name="TTensor">Tensor values of the program.</typeparam>
public abstract unsafe class TensorPasses<TStep, TTensor> : IForeignPasses<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    private readonly Lock _oneAtATime = new();

    /// <inheritdoc/>
    public void Run(int pass, StepParameter parameter, in TStep step, in TTensor tensor, Span<double> totals, void** parts)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var arrays = (PassTensors)parameter.Tag!;
        // Gradients are switched off by the thread, and devices are not used by several threads at once.
        lock (_oneAtATime)
        {
            using (torch.no_grad())
            using (torch.NewDisposeScope())
            {
                arrays.Begin(parts);
                Run(pass, arrays, in step, in tensor, totals);
            }
        }
    }

    /// <summary>Runs a pass.</summary>
    /// <param name="pass">Number of the pass.</param>
    /// <param name="arrays">The parameter's tensors.</param>
    /// <param name="step">The step values.</param>
    /// <param name="tensor">The tensor values.</param>
    /// <param name="totals">Room for the totals of the pass, in the order of its reductions.</param>
    protected abstract void Run(int pass, PassTensors arrays, in TStep step, in TTensor tensor, Span<double> totals);
}
