export { type SampleOptions, type SampleOutlets, startSampleOutlets } from './sample-outlets.ts'
