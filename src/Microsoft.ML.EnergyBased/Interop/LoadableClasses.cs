using Microsoft.ML;
using Microsoft.ML.EnergyBased;
using Microsoft.ML.EnergyBased.Interop;

// One line a component: how ML.NET finds the loader named in a model file's header.
[assembly: LoadableClass(typeof(KMeansEnergyTransformer), typeof(TransformerLoader<KMeansEnergyTransformer>), null, typeof(SignatureLoadModel), "K-means energy", KMeansEnergyTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(AnomalyThresholdTransformer), typeof(TransformerLoader<AnomalyThresholdTransformer>), null, typeof(SignatureLoadModel), "Anomaly threshold on an energy", AnomalyThresholdTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(DenoisingAutoencoderTransformer), typeof(TransformerLoader<DenoisingAutoencoderTransformer>), null, typeof(SignatureLoadModel), "Denoising autoencoder as an energy", DenoisingAutoencoderTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(EnergyClassifierTransformer), typeof(TransformerLoader<EnergyClassifierTransformer>), null, typeof(SignatureLoadModel), "Energy over classes", EnergyClassifierTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(ContrastiveDivergenceTransformer), typeof(TransformerLoader<ContrastiveDivergenceTransformer>), null, typeof(SignatureLoadModel), "Energy trained by contrastive divergence", ContrastiveDivergenceTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(LatentInferenceTransformer), typeof(TransformerLoader<LatentInferenceTransformer>), null, typeof(SignatureLoadModel), "Latent-variable energy", LatentInferenceTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(CompletionTransformer), typeof(TransformerLoader<CompletionTransformer>), null, typeof(SignatureLoadModel), "Completion by an energy", CompletionTransformer.LoaderSignature)]
