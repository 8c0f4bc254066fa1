using StableSpamCompose.Execution;
using TorchSharp.Modules;

namespace StableSpamCompose.Torch;

/// <summary>A param group as optimizer and engine know it.</summary>
internal sealed class GroupBinding(ParamGroup group, StepGroup values, IParameterBinding[] parameters)
{
    private bool _maximizes;

    /// <summary>The group.</summary>
    public ParamGroup Group => group;

    /// <summary>Its parameters.</summary>
    public IParameterBinding[] Parameters => parameters;

    /// <summary>Gives the options as they are now to the engine.</summary>
    public void CopyOptions()
    {
        var options = (TorchOptions)group.Options;
        options.CopyTo(values);
        bool maximize = options.maximize ?? false;
        if (maximize == _maximizes)
            return;
        foreach (IParameterBinding parameter in parameters)
            parameter.SetMaximize(maximize);
        _maximizes = maximize;
    }
}
