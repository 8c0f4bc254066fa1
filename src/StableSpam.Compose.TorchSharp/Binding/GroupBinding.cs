using StableSpamCompose.Execution;
using TorchSharp.Modules;

namespace StableSpamCompose.Torch;

/// <summary>A param group as optimizer and engines know it.</summary>
/// <param name="group">The group.</param>
/// <param name="values">Its options as engines read them.</param>
internal sealed class GroupBinding(ParamGroup group, StepGroup values)
{
    /// <summary>The group.</summary>
    public ParamGroup Group => group;

    /// <summary>Its options as engines read them.</summary>
    public StepGroup Values => values;

    /// <summary>Its parameters.</summary>
    public List<IParameterBinding> Parameters { get; } = [];

    /// <summary>Whether its gradients are climbed in the step that was last.</summary>
    public bool Maximizes { get; private set; }

    /// <summary>Gives the options as they are now to the engines.</summary>
    public void CopyOptions()
    {
        var options = (TorchOptions)group.Options;
        options.CopyTo(values);
        bool maximize = options.maximize ?? false;
        if (maximize == Maximizes)
            return;
        foreach (IParameterBinding parameter in Parameters)
            parameter.SetMaximize(maximize);
        Maximizes = maximize;
    }
}
