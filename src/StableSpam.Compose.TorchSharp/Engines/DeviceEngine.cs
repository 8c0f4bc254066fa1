using StableSpamCompose.Cuda;
using StableSpamCompose.Execution;

namespace StableSpamCompose.Torch;

/// <summary>
/// An engine on a CUDA device, which the device's memory and streams outlive. The numbers of tensors and groups are the
/// device's; they are brought here when somebody asks, and taken there before the step that follows a change.
/// </summary>
/// <param name="device">The device; it is let go of with the engine.</param>
/// <param name="engine">The engine, without parameters.</param>
internal sealed class DeviceEngine(CudaDevice device, StepEngine engine) : IDisposable
{
    private bool _hasKernels;
    private bool _isRead;
    private bool _isWritten;

    /// <summary>The engine.</summary>
    public StepEngine Engine => engine;

    /// <summary>Compiles and loads the kernels of a parameter that was added, unless some were loaded before.</summary>
    /// <param name="program">The engine of the parameter's program.</param>
    /// <exception cref="CudaException">They cannot be compiled or loaded.</exception>
    public void LoadKernels(StepEngine program)
    {
        if (!_hasKernels)
            ((CudaStepEngine)program).LoadKernels();
        _hasKernels = true;
    }

    /// <summary>Has numbers be those of the device, to be read.</summary>
    public void ReadNumbers()
    {
        if (_isRead)
            return;
        // What the device has of tensors and groups it has once it is prepared for all of them.
        engine.EnsurePrepared();
        engine.ReadStates();
        _isRead = true;
    }

    /// <summary>Has numbers be those of the device, to be changed.</summary>
    public void ChangeNumbers()
    {
        ReadNumbers();
        _isWritten = true;
    }

    /// <summary>Takes changed numbers to the device; before a step, and before parameters are added.</summary>
    public void Flush()
    {
        if (_isWritten)
            engine.WriteStates();
        _isWritten = false;
        _isRead = false;
    }

    public void Dispose()
    {
        engine.Dispose();
        device.Dispose();
    }
}
