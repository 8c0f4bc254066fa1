namespace StableSpamCompose.Torch;

/// <summary>
/// A state dict on its way from a file: options of all groups, then states of all parameters, each of which reads its own part.
/// Nothing is taken over before all of it has been read, so that a file that does not fit changes nothing.
/// </summary>
/// <param name="options">The options of the groups, in their order.</param>
/// <param name="states">The states of the parameters, in their order.</param>
internal sealed class PendingLoad(IReadOnlyList<TorchOptions> options, IReadOnlyList<TorchState> states) : IDisposable
{
    private readonly List<SavedOptions> _options = [];
    private readonly List<SavedState> _states = [];

    /// <summary>Whether everything has been read.</summary>
    public bool IsComplete => _options.Count == options.Count && _states.Count == states.Count;

    /// <summary>Whether these options are what the file has next.</summary>
    public bool IsNext(TorchOptions candidate) => _options.Count < options.Count && options[_options.Count] == candidate;

    /// <summary>Whether this state is what the file has next.</summary>
    public bool IsNext(TorchState candidate) =>
        _options.Count == options.Count && _states.Count < states.Count && states[_states.Count] == candidate;

    /// <summary>Notes the next options.</summary>
    public void Add(SavedOptions saved) => _options.Add(saved);

    /// <summary>Notes the next state.</summary>
    /// <exception cref="InvalidDataException">The file had one for its parameter before.</exception>
    public void Add(SavedState saved)
    {
        bool isSecond = _states.Exists(other => other.Target == saved.Target);
        _states.Add(saved);
        if (isSecond)
            throw new InvalidDataException($"The file has the state of {saved.Target.Describe()} twice.");
    }

    /// <summary>Takes everything over.</summary>
    public void Apply()
    {
        _states.ForEach(state => state.Apply());
        for (int i = 0; i < _options.Count; i++)
            options[i].Take(_options[i]);
    }

    public void Dispose() => _states.ForEach(state => state.Dispose());
}
