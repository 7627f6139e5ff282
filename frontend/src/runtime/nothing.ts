/** Stands for modules of Node that the codecs name and a browser never uses. */
export default {};
