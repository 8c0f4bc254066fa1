namespace StableSpamCompose.Torch;

/// <summary>A parameter as optimizer and engine know it.</summary>
internal interface IParameterBinding : IDisposable
{
    /// <summary>The parameter.</summary>
    BoundTensor Tensor { get; }

    /// <summary>Has its gradient climbed, or descended.</summary>
    void SetMaximize(bool maximize);

    /// <summary>Finds out where everything is, for the step that comes. Nothing is changed yet.</summary>
    /// <exception cref="InvalidOperationException">The parameter is no longer what it was, or its gradient cannot be used.</exception>
    void Prepare();

    /// <summary>Ends the step.</summary>
    void Finish();

    /// <summary>Sets the gradient to 0, and leaves no wrapper behind.</summary>
    void ZeroGradient();
}
