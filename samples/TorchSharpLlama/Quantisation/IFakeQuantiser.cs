using static TorchSharp.torch;

namespace StableSpamCompose.TorchSharpLlama.Quantisation;

/// <summary>Rounds numbers to those of a format of few bits and gives them back in fp32, group by group.</summary>
public interface IFakeQuantiser
{
    /// <summary>The nearest numbers of the format.</summary>
    /// <param name="groups">[groups, elements of a group].</param>
    Tensor Quantise(Tensor groups);
}
