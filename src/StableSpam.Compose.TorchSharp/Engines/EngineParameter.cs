using StableSpamCompose.Execution;

namespace StableSpamCompose.Torch;

/// <summary>A parameter as an engine has it.</summary>
/// <param name="Engine">The engine of the parameter's program.</param>
/// <param name="Parameter">The parameter there.</param>
/// <param name="Backend">What runs its steps.</param>
/// <param name="Device">The device that has the numbers of its tensor and group; null where the host has them.</param>
/// <param name="WhyTensorCode">Why no kernels run; empty where some do.</param>
internal sealed record EngineParameter(StepEngine Engine, StepParameter Parameter, StepBackend Backend, DeviceEngine? Device, string WhyTensorCode)
{
    /// <summary>Binds a parameter to this.</summary>
    public IParameterBinding Bind(BoundTensor tensor) => Backend switch
    {
        StepBackend.Cpu => new HostBinding(Engine, tensor),
        StepBackend.Cuda => new CudaBinding(Engine, tensor),
        _ => new ForeignBinding(tensor, Engine.Plan.ScratchArrays),
    };
}
