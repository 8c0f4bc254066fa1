using TorchSharp.Modules;

namespace StableSpamCompose.Torch;

/// <summary>Parameters, with names or without, that share options.</summary>
/// <typeparam name="TOptions">The options of the optimizer.</typeparam>
public abstract class TorchParamGroup<TOptions> : ParamGroup<TOptions>, INamedParameters
    where TOptions : TorchOptions
{
    private readonly string[]? _names;

    /// <summary>A group whose parameters and options are set as properties.</summary>
    protected TorchParamGroup()
    {
    }

    /// <summary>A group of parameters without names. Their state is saved in the order they have here.</summary>
    /// <param name="parameters">The parameters; the sequence is walked once.</param>
    /// <param name="options">The options; <see langword="null"/> for the optimizer's.</param>
    protected TorchParamGroup(IEnumerable<Parameter> parameters, TOptions? options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters.ToArray();
        Options = options!;
    }

    /// <summary>A group of parameters with names. Their state is saved, and found again, by name.</summary>
    /// <param name="parameters">The parameters with their names; the sequence is walked once.</param>
    /// <param name="options">The options; <see langword="null"/> for the optimizer's.</param>
    protected TorchParamGroup(IEnumerable<(string Name, Parameter Parameter)> parameters, TOptions? options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        (string Name, Parameter Parameter)[] named = parameters.ToArray();
        _names = Array.ConvertAll(named, parameter => parameter.Name);
        Parameters = Array.ConvertAll(named, parameter => parameter.Parameter);
        Options = options!;
    }

    IReadOnlyList<string>? INamedParameters.Names => _names;
}

/// <summary>A param group that may know the names of its parameters.</summary>
internal interface INamedParameters
{
    /// <summary>The names, in the order of the parameters; null where there are none.</summary>
    IReadOnlyList<string>? Names { get; }
}
