namespace VerifyTests;

/// <summary>What differs for one verification.</summary>
public sealed class VerifySettings
{
    internal string? ParametersText { get; private set; }

    /// <summary>Sets what stands for the parameters of a theory in file names.</summary>
    public void UseTextForParameters(string parametersText) => ParametersText = parametersText;
}
